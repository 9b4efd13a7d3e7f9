"""Time that passes only in the simulation: what happens next happens at once, and always in the same order."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappop, heappush
from itertools import count
from typing import Any, NamedTuple


class Signal:
    """Something that happens once, and that others wait for."""

    __slots__ = ("is_over", "waiting")

    def __init__(self) -> None:
        self.is_over = False
        self.waiting: list[tuple[_Task, int]] = []


class Wait(NamedTuple):
    """For the signal, but no longer than so many seconds."""

    signal: Signal
    seconds: float


Walk = Generator["float | Wait", None, Any]
"""Somebody's way through time: yields for how many seconds, or for what, it rests."""


class _Task:
    __slots__ = ("turn", "walk")

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.turn = 0


class Agenda:
    def __init__(self, now: float) -> None:
        self.now = now
        self._entries: list[tuple[float, int, _Task, int]] = []
        self._count = count()

    def time(self) -> float:
        return self.now

    def begin(self, walk: Walk, after: float = 0.0) -> None:
        self._note(after, _Task(walk))

    def end(self, signal: Signal) -> None:
        signal.is_over = True
        for task, turn in signal.waiting:
            if task.turn == turn:
                self._note(0.0, task)

    def run_until(self, ends_at: float) -> None:
        while self._entries and self._entries[0][0] <= ends_at:
            self.now, _, task, turn = heappop(self._entries)
            if task.turn == turn:
                self._go_on(task)
        self.now = ends_at

    def _go_on(self, task: _Task) -> None:
        task.turn += 1
        for wanted in task.walk:
            if not isinstance(wanted, Wait):
                self._note(wanted, task)
                return
            if not wanted.signal.is_over:
                wanted.signal.waiting.append((task, task.turn))
                self._note(wanted.seconds, task)
                return

    def _note(self, after: float, task: _Task) -> None:
        heappush(self._entries, (self.now + after, next(self._count), task, task.turn))
