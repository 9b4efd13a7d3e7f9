"""One process of the app. What is remembered, for how long, what is dropped and when a call may go out is decided by
the product's own classes; only what rests while time passes is written anew: the line of those who wait for a turn
(widget/altegio/budget.py) and the calls under way (widget/altegio/fetches.py)."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import Any, TypeVar

from tests import settings
from tests.benchmarks.simulation.agenda import Agenda, Signal, Wait, Walk
from tests.benchmarks.simulation.upstream import Upstream
from widget.altegio import keeping
from widget.altegio.budget import PAUSE_AFTER_429
from widget.altegio.call import PATIENCE, Call, Reach, as_it_is
from widget.altegio.client import Altegio
from widget.altegio.errors import AltegioError, Busy
from widget.altegio.fetches import LOOKS_EVERY
from widget.altegio.freshness import Freshness
from widget.altegio.memory import Answer, Memory
from widget.altegio.recall import Known, Read, Recall
from widget.altegio.shared_memory import Stored
from widget.altegio.tally import Tally
from widget.altegio.turns import MemoryTurns

T = TypeVar("T")


def turns(agenda: Agenda) -> MemoryTurns:
    return MemoryTurns(per_second=settings.ALTEGIO_CALLS_PER_SECOND, burst=settings.ALTEGIO_BURST, clock=agenda.time)


class SimulatedDeadline:
    """``widget.altegio.call.Deadline`` by the simulation's clock."""

    def __init__(self, agenda: Agenda, ends_at: float, turn_by: float) -> None:
        self._agenda, self.ends_at, self.turn_by = agenda, ends_at, turn_by

    def within(self, seconds: float) -> SimulatedDeadline:
        return SimulatedDeadline(self._agenda, min(self.ends_at, self._agenda.now + seconds), self.turn_by)

    @property
    def patience_left(self) -> float:
        return max(0.0, self.turn_by - self._agenda.now)

    @property
    def seconds_left(self) -> float:
        return self.ends_at - self._agenda.now


class OnItsWay(Exception):
    """The page has to rest until the fetch is over, or for so many seconds."""

    def __init__(self, fetch: Fetch, seconds: float) -> None:
        self.fetch, self.seconds = fetch, seconds


class ToBeSent(Exception):
    """The page has to rest until this call, which is never kept, has its answer."""

    def __init__(self, call: Call) -> None:
        self.call = call


@dataclass(eq=False)
class Fetch:
    name: str
    call: Call
    begun_for: Tally | None
    known_at: float
    over: Signal = field(default_factory=Signal)
    found: Answer | None = None
    error: AltegioError | None = None


@dataclass
class Awaited:
    """A fetch as the page sees it that wants its answer, and may have waited for it as long as it can."""

    fetch: Fetch
    is_waited_for: bool = False

    @property
    def begun_for(self) -> Tally | None:
        return self.fetch.begun_for

    @property
    def answer(self) -> Awaited:
        """Where threads would have a future."""
        return self

    def result(self, seconds: float) -> Answer:
        if self.fetch.error:
            raise self.fetch.error.with_traceback(None)
        if self.fetch.found:
            return self.fetch.found
        if self.is_waited_for:
            raise TimeoutError
        raise OnItsWay(self.fetch, seconds)


class PlainRecall(Recall):
    """Answers are plain data here: there is nothing to read in them."""

    def look_everywhere(self, name: str, topic: str, read: Read) -> Known:
        return super().look_everywhere(name, topic, as_it_is)


class SharedAnswers:
    """What Redis would hold: ``widget.altegio.shared_memory.SharedMemory``, which never goes away here."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._kept: dict[str, tuple[str, float]] = {}
        self._dropped_at: dict[str, float] = {}
        self._leading: dict[str, str] = {}

    def look(self, name: str, topic: str) -> Stored:
        at = self._kept[name][1] if name in self._kept else 0.0
        return Stored(at, self._dropped_at.get(topic, 0.0) if topic else 0.0, has_failed=False)

    def data(self, name: str) -> tuple[Any, float, int] | None:
        text, at = self._kept[name]
        return json.loads(text), at, len(text)

    def keep(self, name: str, text: str, at: float, seconds: float) -> None:
        self._kept[name] = text, at

    def drop(self, topics: set[str], seconds: float) -> None:
        self._dropped_at |= dict.fromkeys(topics, self._agenda.now)

    def lead(self, name: str) -> str:
        if name in self._leading:
            return ""
        self._leading[name] = name
        return name

    def release(self, name: str, token: str) -> None:
        del self._leading[name]


class Line:
    """As ``widget.altegio.budget.Budget``: urgent calls keep the next turn, reads stand in line behind each other."""

    def __init__(self, agenda: Agenda, upstream: Upstream, turns: MemoryTurns, rng: Random) -> None:
        self._agenda, self._upstream, self._turns, self._rng = agenda, upstream, turns, rng
        self._waiting: deque[Signal] = deque()

    def send(self, call: Call) -> Walk:
        patience = max(0.0, min(call.patience, call.deadline.seconds_left))
        yield from self._keep_turn(patience) if call.is_urgent else self._stand_in_line(patience)
        call.tally.sent.append(call.endpoint)
        try:
            return (yield from self._upstream.answer(call))
        except Busy:
            self._turns.pause(self._rng.uniform(*PAUSE_AFTER_429))
            raise

    def _keep_turn(self, patience: float) -> Walk:
        is_granted, wait = self._turns.take(patience)
        if not is_granted:
            raise Busy(wait)
        yield wait

    def _stand_in_line(self, patience: float) -> Walk:
        if len(self._waiting) * self._turns.interval > patience:
            raise Busy
        ends_at = self._agenda.now + patience
        is_first = Signal()
        self._waiting.append(is_first)
        try:
            if self._waiting[0] is not is_first:
                yield Wait(is_first, patience)
                if not is_first.is_over:
                    raise Busy
            while True:
                is_granted, wait = self._turns.take()
                if is_granted:
                    return
                if self._agenda.now + wait > ends_at:
                    raise Busy(wait)
                yield wait
        finally:
            self._leave(is_first)

    def _leave(self, place: Signal) -> None:
        was_first = self._waiting[0] is place
        self._waiting.remove(place)
        if was_first and self._waiting:
            self._agenda.end(self._waiting[0])


class UnderWay:
    """As ``widget.altegio.fetches.Fetches``: one call however many ask."""

    def __init__(self, agenda: Agenda, line: Line, recall: Recall) -> None:
        self.resumed: Fetch | None = None
        """The one that the page which is asking again has waited for."""
        self._agenda, self._line, self._recall = agenda, line, recall
        self._fetches: dict[str, Fetch] = {}

    def join_or_begin(self, call: Call, known: Answer | None, patience: float) -> Awaited:
        name = keeping.name(call)
        if self.resumed and self.resumed.name == name:
            return Awaited(self.resumed, is_waited_for=True)
        return Awaited(self._fetches.get(name) or self._begin(name, call, known, patience))

    def _begin(self, name: str, call: Call, known: Answer | None, patience: float) -> Fetch:
        asking = replace(
            call,
            deadline=SimulatedDeadline(  # type: ignore[arg-type]
                self._agenda, self._agenda.now + settings.ALTEGIO_DEADLINE, float("inf")
            ),
            reach=Reach.UPSTREAM,
            patience=min(patience, call.deadline.patience_left),
        )
        fetch = self._fetches[name] = Fetch(name, asking, call.tally, known.at if known else 0.0)
        self._agenda.begin(self._run(fetch))
        return fetch

    def leave(self, topics: set[str]) -> None:
        for name, fetch in list(self._fetches.items()):
            if keeping.topic(fetch.call) in topics:
                del self._fetches[name]

    def _run(self, fetch: Fetch) -> Walk:
        try:
            fetch.found = yield from self._ask_once(fetch)
        except AltegioError as error:
            fetch.error = error
        if self._fetches.get(fetch.name) is fetch:
            del self._fetches[fetch.name]
        self._agenda.end(fetch.over)

    def _ask_once(self, fetch: Fetch) -> Walk:
        while True:
            with self._recall.leading(fetch.name) as is_leader:
                found, _ = self._recall.look_everywhere(fetch.name, keeping.topic(fetch.call), as_it_is)
                if found and found.at > fetch.known_at:
                    return found
                if is_leader:
                    return (yield from self._ask(fetch))
            if fetch.call.deadline.seconds_left <= 0:
                raise Busy
            yield LOOKS_EVERY

    def _ask(self, fetch: Fetch) -> Walk:
        at = self._agenda.now
        data = yield from self._line.send(fetch.call)
        kept = keeping.keeping(fetch.call)
        return self._recall.keep(fetch.name, data, data, at, kept.last_resort if kept else 0)


class Process:
    def __init__(
        self, agenda: Agenda, upstream: Upstream, turns: MemoryTurns, rng: Random, shared: SharedAnswers | None = None
    ) -> None:
        self.agenda = agenda
        memory = Memory(failure_kept=settings.ALTEGIO_FAILURE_KEPT, clock=agenda.time, timer=agenda.time)
        recall = PlainRecall(memory, shared, timer=agenda.time)  # type: ignore[arg-type]
        self._line = Line(agenda, upstream, turns, rng)
        self._under_way = UnderWay(agenda, self._line, recall)
        under_way: Any = self._under_way
        self._freshness = Freshness(self._send, recall, under_way, clock=agenda.time)
        self._settled: list[Callable[[], Any]] = []

    def altegio(self) -> Altegio:
        """The client for one page, as ``widget.gateway`` makes it."""
        now = self.agenda.now
        deadline = SimulatedDeadline(self.agenda, now + settings.ALTEGIO_DEADLINE, now + PATIENCE)
        return Altegio(self._freshness, deadline, Tally())  # type: ignore[arg-type]

    def wait_for(self, tally: Tally, question: Callable[[], T]) -> Generator[float | Wait, None, T]:
        """What the page's thread would do: rest until there is an answer."""
        fetch: Fetch | None = None
        while True:
            self._under_way.resumed = fetch
            try:
                return question()
            except OnItsWay as way:
                fetch, seconds = way.fetch, way.seconds
            except ToBeSent as way:
                yield from self._settle(way.call)
                continue
            finally:
                self._under_way.resumed = None
            # It was not at hand, whatever is found when it is looked at again.
            tally.begun.add(fetch.name)
            yield Wait(fetch.over, seconds)

    def _settle(self, call: Call) -> Walk:
        try:
            answer = yield from self._line.send(call)
        except AltegioError as failure:
            self._settled.append(partial(_raise, failure))
        else:
            self._settled.append(lambda: answer)

    def _send(self, call: Call) -> Any:
        if not self._settled:
            raise ToBeSent(call)
        return self._settled.pop()()


def _raise(error: AltegioError) -> None:
    raise error.with_traceback(None)
