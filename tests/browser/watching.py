"""What browser tests share besides fixtures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from playwright.sync_api import ConsoleMessage

from isoline.catalogue import Catalogue

Serve: TypeAlias = Callable[[Catalogue], str]
"""Serves the app with a catalogue and gives its address."""


@dataclass
class Complaints:
    """What a page said on its console, except what a test expects to be said."""

    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, part: str) -> None:
        """Accept messages that contain `part`, such as the status a refused upload gets."""
        self.expected.append(part)

    def hear(self, message: ConsoleMessage) -> None:
        # A hint about speed, not a fault. Whether the tests' reading alone brings it is not known.
        if "willReadFrequently" in message.text:
            return
        if message.type in {"error", "warning"}:
            self.heard.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    @property
    def unexpected(self) -> list[str]:
        return [said for said in self.heard if not any(part in said for part in self.expected)]
