from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from widget.altegio.call import Call, Send
from widget.altegio.errors import CircuitOpen, MalformedAnswer, Refused, Unreachable

MOST_FAILURES = 5
MOST_SECONDS_LOST = 5.0
"""Failures in a row open the circuit: five that came at once, or fewer that kept somebody waiting so long."""
FIRST_REST = 2.0
LONGEST_REST = 16.0
"""Seconds without a call, doubled after each probe that fails. Short: a probe is one call and costs little."""


@dataclass(slots=True)
class _Circuit:
    """What is known of one kind of call. Open while ``rest`` is not 0."""

    failures: int = 0
    seconds_lost: float = 0.0
    rest: float = 0.0
    asks_again_at: float = 0.0
    is_probing: bool = False

    @property
    def has_failed_enough(self) -> bool:
        return self.failures >= MOST_FAILURES or self.seconds_lost >= MOST_SECONDS_LOST


class Breaker:
    """Spares visitors the wait for an Altegio that does not answer: after repeated failures a kind of call is
    refused at once, and every few seconds a single one is let through to see.

    Own code, since pybreaker holds a lock while it calls: one request at a time for everybody.
    """

    def __init__(
        self, send: Send, *, first_rest: float = FIRST_REST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._send = send
        self._first_rest = first_rest
        self._clock = clock
        self._circuits: defaultdict[str, _Circuit] = defaultdict(_Circuit)
        self._lock = threading.Lock()

    def __call__(self, call: Call) -> Any:
        kind = _kind(call)
        is_probe = self._enter(kind)
        begun = self._clock()
        try:
            answer = self._send(call)
        except Unreachable:
            self._failed(kind, self._clock() - begun, is_probe)
            raise
        except (Refused, MalformedAnswer):
            self._answered(kind)
            raise
        except BaseException:
            # Our own spent budget, say: it tells nothing of Altegio, and the next call may be the probe.
            if is_probe:
                with self._lock:
                    self._circuits[kind].is_probing = False
            raise
        self._answered(kind)
        return answer

    def _enter(self, kind: str) -> bool:
        """Whether this call is the probe. Raises CircuitOpen where there is to be no call now."""
        with self._lock:
            circuit = self._circuits[kind]
            if not circuit.rest:
                return False
            if circuit.is_probing or self._clock() < circuit.asks_again_at:
                raise CircuitOpen("not asked: it has not been answering")
            circuit.is_probing = True
            return True

    def _failed(self, kind: str, seconds: float, is_probe: bool) -> None:
        with self._lock:
            circuit = self._circuits[kind]
            circuit.failures += 1
            circuit.seconds_lost += seconds
            if is_probe or (circuit.has_failed_enough and not circuit.rest):
                circuit.rest = min(2 * circuit.rest or self._first_rest, LONGEST_REST)
                circuit.asks_again_at = self._clock() + circuit.rest * random.uniform(0.8, 1.2)  # noqa: S311
            if is_probe:
                circuit.is_probing = False

    def _answered(self, kind: str) -> None:
        with self._lock:
            self._circuits[kind] = _Circuit()


def _kind(call: Call) -> str:
    """To book and to look at what is booked is one address to Altegio, and two things that fail apart."""
    return f"{call.method} {call.endpoint}"
