"""The freshness layer over a plain function, with a clock that the test moves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.altegio.clock import Clock
from widget.altegio.call import Call, Deadline
from widget.altegio.errors import AltegioError
from widget.altegio.fetches import Fetches
from widget.altegio.freshness import Freshness
from widget.altegio.memory import LARGEST_MEMORY, Memory
from widget.altegio.recall import Recall
from widget.altegio.shared_memory import SharedMemory

FAILURE_KEPT = 2.0
PATIENCE = 20.0
"""Real seconds for what happens in another thread at once."""


class Upstream:
    """Answers with how often it was asked; fails with ``error`` while there is one; waits while it is held."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.error: AltegioError | None = None
        self.asked = threading.Semaphore(0)
        self._go_on = threading.Event()
        self._go_on.set()

    def hold(self) -> None:
        self._go_on.clear()

    def release(self) -> None:
        self._go_on.set()

    def __call__(self, call: Call) -> Any:
        self.calls.append(call)
        number = len(self.calls)
        self.asked.release()
        assert self._go_on.wait(PATIENCE)
        if self.error:
            raise self.error
        return number

    def wait_for_call(self) -> None:
        assert self.asked.acquire(timeout=PATIENCE)


def layer(
    send: Callable[[Call], Any], clock: Clock, *, shared: SharedMemory | None = None, largest: int = LARGEST_MEMORY
) -> Freshness:
    recall = Recall(Memory(failure_kept=FAILURE_KEPT, largest=largest, clock=clock, timer=clock), shared, timer=clock)
    return Freshness(send, recall, Fetches(send, recall, seconds=60, clock=clock), clock=clock)


def ask(path: str = "book_dates/4564", method: str = "GET", seconds: float = 60, **options: Any) -> Call:
    return Call(method, path, Deadline.after(seconds), **options)


def outcome(send: Callable[[Call], Any], call: Call) -> Any:
    try:
        return send(call)
    except AltegioError as error:
        return type(error)


def crowd(send: Callable[[Call], Any], make: Callable[[], Call], upstream: Upstream, count: int = 50) -> list[Any]:
    """What ``count`` threads get who all ask before the first of them can be answered."""
    started = threading.Barrier(count + 1)

    def one(_: int) -> Any:
        started.wait(PATIENCE)
        return outcome(send, make())

    with ThreadPoolExecutor(count) as pool:
        results = [pool.submit(one, number) for number in range(count)]
        started.wait(PATIENCE)
        upstream.wait_for_call()
        upstream.release()
        return [result.result(PATIENCE) for result in results]
