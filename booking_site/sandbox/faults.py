"""The faults that are set: for what endpoint, how many times. What each does is in ``misbehaviour.py``."""

from __future__ import annotations

from inspect import signature
from threading import Lock
from typing import Any

from booking_site.sandbox.fault import Fault
from booking_site.sandbox.misbehaviour import MISBEHAVIOURS


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()

    def add(self, kind: str, endpoint: str = "*", times: int | None = None, **options: Any) -> Fault:
        """The newest fault that fits a request is the one it meets."""
        if kind not in MISBEHAVIOURS:
            raise ValueError(f"unknown fault {kind!r}; there are: {', '.join(sorted(MISBEHAVIOURS))}")
        # A misspelt option fails here, not in the middle of a request.
        signature(MISBEHAVIOURS[kind]).bind(None, None, **options)
        fault = Fault(kind, endpoint, times, options)
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Ends all faults at once, hanging requests included."""
        with self._lock:
            for fault in self._faults:
                fault.cancel()
            self._faults.clear()

    def meet(self, endpoint: str, method: str = "") -> Fault | None:
        with self._lock:
            fault = next((one for one in reversed(self._faults) if one.meets(endpoint, method)), None)
            if fault:
                fault.met += 1
            return fault
