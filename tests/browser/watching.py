"""What browser tests share besides fixtures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from playwright.sync_api import ConsoleMessage, FloatRect, Locator

from isoline.catalogue import Catalogue

Serve: TypeAlias = Callable[[Catalogue], str]
"""Serves the app with a catalogue and gives its address."""

PATIENCE = 20
"""Seconds within which a part of the page must have been drawn."""


def box_of(part: Locator) -> FloatRect:
    """Where a part of the page is on the screen, once it is drawn there.

    What is drawn anew has no place for a moment, and that moment is not what tests are about.
    """
    end = time.monotonic() + PATIENCE
    while (box := part.bounding_box()) is None:
        assert time.monotonic() < end, f"in {PATIENCE} s there was nothing to see of {part}"
        part.page.evaluate("() => new Promise(requestAnimationFrame)")
    return box


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
