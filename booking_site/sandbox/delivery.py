"""How an answer travels: whole and at once, or in one of the ways in which networks fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from booking_site.sandbox.wire import Answer


def no_pause() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Delivery:
    """An answer on its way. Without an answer the connection just ends."""

    answer: Answer | None
    length: int | None = None
    closes: bool = False
    drips_head: bool = False
    drips_body: bool = False
    pause: Callable[[], None] = no_pause

    def send(self, write: Callable[[bytes], object]) -> None:
        if self.answer is None:
            return
        head, body = self._head(self.answer), _body(self.answer)
        if not (self.drips_head or self.drips_body):
            # One write, so that a keep-alive connection never waits for an acknowledgement in between.
            write(head + body)
            return
        self._send_part(write, head, self.drips_head)
        self._send_part(write, body, self.drips_body)

    def _head(self, answer: Answer) -> bytes:
        headers = [*answer.headers]
        if answer.status != HTTPStatus.NO_CONTENT:
            headers.append(("Content-Length", str(len(answer.body) if self.length is None else self.length)))
        if self.closes:
            headers.append(("Connection", "close"))
        lines = [f"HTTP/1.1 {reason(answer.status)}", *(f"{name}: {value}" for name, value in headers), "", ""]
        return "\r\n".join(lines).encode("latin-1")

    def _send_part(self, write: Callable[[bytes], object], part: bytes, drips: bool) -> None:
        for n in range(len(part)) if drips else ():
            write(part[n : n + 1])
            self.pause()
        if not drips:
            write(part)


def _body(answer: Answer) -> bytes:
    """A body after a 204 would be taken for the next answer."""
    return b"" if answer.status == HTTPStatus.NO_CONTENT else answer.body


def reason(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else f"{status} Unknown"
