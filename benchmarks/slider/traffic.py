"""What a page sends and receives: requests, those under way at once, bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession


# Without slots: Playwright notes its handlers on the object that owns them.
@dataclass
class Traffic:
    """Counts since `restart`.

    Attributes
    ----------
    requests : list of str
        Addresses asked for over HTTP, without those the browser's cache answered.
    most_at_once : int
        Largest number of requests under way at one time.
    received : int
        Bytes that came over the network, headers and web socket messages included.
    sent : int
        Bytes of request bodies and web socket messages.
    """

    requests: list[str] = field(default_factory=list)
    most_at_once: int = 0
    received: int = 0
    sent: int = 0
    _under_way: dict[str, str] = field(default_factory=dict)

    def restart(self) -> None:
        """Forget what was counted; what is still under way belongs to the past."""
        self.requests, self._under_way = [], {}
        self.most_at_once = self.received = self.sent = 0

    @property
    def under_way(self) -> int:
        """Number of requests not answered in full."""
        return len(self._under_way)

    async def watch(self, session: CDPSession) -> None:
        """Count from here on."""
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.requestServedFromCache", self._cached)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.loadingFailed", self._failed)
        session.on("Network.webSocketFrameReceived", self._message_received)
        session.on("Network.webSocketFrameSent", self._message_sent)
        await session.send("Network.enable")

    def _asked(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        # The browser looks for a tab's icon anew whenever a page changes its address.
        if not url.startswith("http") or "favicon.ico" in url:
            return
        self._under_way[event["requestId"]] = url
        self.requests.append(url)
        self.most_at_once = max(self.most_at_once, len(self._under_way))
        self.sent += len(event["request"].get("postData", ""))

    def _cached(self, event: dict[str, Any]) -> None:
        url = self._under_way.pop(event["requestId"], None)
        if url is not None:
            self.requests.remove(url)

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self._cached(event)

    def _finished(self, event: dict[str, Any]) -> None:
        if self._under_way.pop(event["requestId"], None) is not None:
            self.received += int(event["encodedDataLength"])

    def _failed(self, event: dict[str, Any]) -> None:
        self._under_way.pop(event["requestId"], None)

    def _message_received(self, event: dict[str, Any]) -> None:
        self.received += _length(event)

    def _message_sent(self, event: dict[str, Any]) -> None:
        self.sent += _length(event)


def _length(event: dict[str, Any]) -> int:
    frame = event["response"]
    data = str(frame.get("payloadData", ""))
    # Anything but text is given in base64.
    return len(data) if frame.get("opcode") == 1 else len(data) * 3 // 4
