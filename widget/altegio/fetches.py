"""Questions on their way to Altegio: each is asked once, however many threads and processes want to know."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Lock

from widget.altegio import keeping
from widget.altegio.call import Call, Deadline, Reach, Send
from widget.altegio.errors import AltegioError, Busy, Refused, Unreachable
from widget.altegio.memory import Answer
from widget.altegio.recall import Recall
from widget.altegio.tally import Tally

MOST_AT_ONCE = 32
"""Calls on their way or waiting for their turn."""
LOOKS_EVERY = 0.05
"""Seconds between two looks whether the process that asks has got its answer."""

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Fetch:
    """``call`` is what is asked, for the page with this tally; ``known_at`` is when the answer was asked for that
    is to be renewed."""

    call: Call
    begun_for: Tally | None = None
    known_at: float = 0.0
    answer: Future[Answer] = field(default_factory=Future)


class Fetches:
    """``seconds`` is how long a fetch may take, whatever the page that began it has left: others wait for it too."""

    def __init__(
        self,
        send: Send,
        recall: Recall,
        *,
        seconds: float,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._send = send
        self._recall = recall
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._under_way: dict[str, Fetch] = {}
        self._lock = Lock()
        self._workers = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="altegio")

    def close(self) -> None:
        self._workers.shutdown(wait=False)

    def join_or_begin(self, call: Call, known: Answer | None, patience: float) -> Fetch:
        """The fetch that answers ``call``: one under way, or a new one. It is over already where another thread
        has got the answer since ``known`` was looked up."""
        name, known_at = keeping.name(call), known.at if known else 0.0
        with self._lock:
            if fetch := self._under_way.get(name):
                return fetch
            answer, failure = self._recall.look_here(name, keeping.topic(call))
            if failure or (answer and answer.at > known_at):
                return _over(call, answer, failure)
            asking = replace(
                call,
                deadline=Deadline.after(self._seconds),
                reach=Reach.UPSTREAM,
                patience=min(patience, call.deadline.patience_left),
            )
            fetch = self._under_way[name] = Fetch(asking, call.tally, known_at)
        self._workers.submit(self._run, name, fetch)
        return fetch

    def leave(self, topics: set[str]) -> None:
        """Lets nobody join what is under way about these topics: it was asked too early."""
        with self._lock:
            for name, fetch in list(self._under_way.items()):
                if keeping.topic(fetch.call) in topics:
                    del self._under_way[name]

    def _run(self, name: str, fetch: Fetch) -> None:
        try:
            answer = self._ask_once(name, fetch)
        except BaseException as error:
            self._note_failure(name, error)
            self._end(name, fetch)
            fetch.answer.set_exception(error)
        else:
            self._end(name, fetch)
            fetch.answer.set_result(answer)

    def _end(self, name: str, fetch: Fetch) -> None:
        with self._lock:
            if self._under_way.get(name) is fetch:
                del self._under_way[name]

    def _note_failure(self, name: str, error: BaseException) -> None:
        if not isinstance(error, AltegioError):
            log.error("a fetch failed", exc_info=error)
        elif not isinstance(error, Busy):
            if isinstance(error, Refused):
                self._recall.forget(name)
            self._recall.keep_failure(name, error)

    def _ask_once(self, name: str, fetch: Fetch) -> Answer:
        """Asks, unless another process does: then that one's answer is ours."""
        while True:
            with self._recall.leading(name) as is_leader:
                found = self._found_elsewhere(name, fetch)
                if found or is_leader:
                    return found or self._ask(name, fetch.call)
            if fetch.call.deadline.seconds_left <= 0:
                raise Unreachable("another process got no answer in time")
            self._sleep(LOOKS_EVERY)

    def _found_elsewhere(self, name: str, fetch: Fetch) -> Answer | None:
        answer, failure = self._recall.look_everywhere(name, keeping.topic(fetch.call), fetch.call.read)
        if failure:
            raise failure
        return answer if answer and answer.at > fetch.known_at else None

    def _ask(self, name: str, call: Call) -> Answer:
        at = self._clock()
        data = self._send(call)
        kept = keeping.keeping(call)
        return self._recall.keep(name, data, call.read(data), at, kept.last_resort if kept else 0)


def _over(call: Call, answer: Answer | None, failure: AltegioError | None) -> Fetch:
    fetch = Fetch(call)
    if failure:
        fetch.answer.set_exception(failure)
    else:
        fetch.answer.set_result(answer)  # type: ignore[arg-type]  # there is one, or there was a failure
    return fetch
