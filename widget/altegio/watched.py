from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from widget.altegio.call import Call, Send
from widget.altegio.errors import AltegioError, Busy, CircuitOpen, MalformedAnswer, NotSent, Refused, Unreachable

Note = Callable[[str, str, float], None]
"""Endpoint, outcome and seconds."""

OUTCOMES: tuple[tuple[type[AltegioError], str], ...] = (
    (CircuitOpen, "breaker-open"),
    (NotSent, "not-sent"),
    (Unreachable, "no-answer"),
    (Busy, "busy"),
    (MalformedAnswer, "malformed"),
    (Refused, "refused"),
)


class Watched:
    """Tells what became of each call that passes here, for the operator's metrics."""

    def __init__(self, send: Send, note: Note) -> None:
        self._send = send
        self._note = note

    def __call__(self, call: Call) -> Any:
        begun = time.perf_counter()
        outcome = "answered"
        try:
            return self._send(call)
        except AltegioError as error:
            outcome = next((name for kind, name in OUTCOMES if isinstance(error, kind)), "failed")
            raise
        finally:
            self._note(call.endpoint, outcome, time.perf_counter() - begun)
