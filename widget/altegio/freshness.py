from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from widget.altegio import keeping
from widget.altegio.call import Call, NotYet, Reach, Send
from widget.altegio.errors import AltegioError, Busy, MalformedAnswer, NotSent, Refused, Unreachable
from widget.altegio.fetches import Fetch, Fetches
from widget.altegio.keeping import NEWEST, Keeping
from widget.altegio.memory import Answer
from widget.altegio.recall import Recall
from widget.altegio.tally import Asked, State

PATIENCE_WITH_SOMETHING_AT_HAND = 1.0
"""Seconds to wait for a turn to ask, at most."""
LONGEST_WAIT_WITH_SOMETHING_AT_HAND = 3.0
"""Seconds to wait for the answer: beyond that the one at hand will do, with its age."""
CODES_OF_TAKEN = (433, 436)


class Freshness:
    """The outermost layer: who asks what Altegio was asked a moment ago gets the same answer, for as long as it is
    good, and the last good one when Altegio does not answer.

    Own code rather than dogpile.cache, which has the lock and the refresh in the background but neither a last
    resort with its age, nor failures that are shared instead of repeated, nor a Redis that may go away.
    """

    def __init__(self, send: Send, recall: Recall, fetches: Fetches, *, clock: Callable[[], float] = time.time) -> None:
        self._send = send
        self._recall = recall
        self._fetches = fetches
        self._clock = clock

    def __call__(self, call: Call) -> Any:
        kept = keeping.keeping(call)
        if kept is None:
            return self._ask_directly(call)
        begun = time.perf_counter()
        try:
            state, answer = self._find(call, kept)
        except AltegioError:
            call.tally.has_failed |= call.reach is Reach.UPSTREAM
            raise
        if call.reach is not Reach.AHEAD:
            state = "miss" if state == "hit" and keeping.name(call) in call.tally.begun else state
            seconds = time.perf_counter() - begun
            known = (call.path, call.query, call.read, kept.fresh, kept.stale)
            call.tally.note(Asked(call.endpoint, state, seconds, answer.at, *known))
        return answer.value

    def drop(self, location_id: int | str, days: Iterable[date]) -> None:
        """What we took for free or for taken on these days may not be: the next who asks gets a new answer."""
        topics = keeping.topics_of_taken(str(location_id), days)
        self._recall.drop(topics)
        self._fetches.leave(topics)

    def close(self) -> None:
        self._fetches.close()

    def _find(self, call: Call, kept: Keeping) -> tuple[State, Answer]:
        answer, failure = self._recall.look(keeping.name(call), keeping.topic(call), call.read)
        age = self._age(answer)
        fresh, stale = (NEWEST, NEWEST) if call.wants_newest else (kept.fresh, kept.stale)
        if answer and age <= fresh:
            return "hit", answer
        if answer and age <= stale:
            if not failure and call.reach is not Reach.MEMORY:
                # The page has what it needs: nobody is in a hurry for the newer one.
                self._fetches.join_or_begin(replace(call, is_for_booking=False), answer, call.patience)
            return "stale", answer
        if call.reach is Reach.MEMORY:
            raise Busy
        is_last_resort = age <= kept.last_resort
        try:
            if failure:
                raise failure.with_traceback(None)
            return self._ask(call, answer, is_last_resort)
        except (Unreachable, Busy, MalformedAnswer):
            if answer is None or not is_last_resort:
                raise
            # Whoever asked for the newest may get one that is not old by anybody else's measure.
            return ("old" if age > kept.stale else "stale"), answer

    def _ask(self, call: Call, known: Answer | None, has_last_resort: bool) -> tuple[State, Answer]:
        patience = min(call.patience, PATIENCE_WITH_SOMETHING_AT_HAND) if has_last_resort else call.patience
        fetch = self._fetches.join_or_begin(call, known, patience)
        if call.reach is Reach.AHEAD:
            if fetch.begun_for is call.tally:
                call.tally.begun.add(keeping.name(call))
            raise NotYet
        return ("miss" if fetch.begun_for is call.tally else "shared"), self._wait(call, fetch, has_last_resort)

    def _wait(self, call: Call, fetch: Fetch, has_last_resort: bool) -> Answer:
        longest = LONGEST_WAIT_WITH_SOMETHING_AT_HAND if has_last_resort else call.deadline.seconds_left
        try:
            return fetch.answer.result(max(0.0, min(longest, call.deadline.seconds_left)))
        except TimeoutError:
            raise Unreachable("no answer in time") from None

    def _age(self, answer: Answer | None) -> float:
        """In seconds. An answer from the future tells of a clock that was set back: nobody knows how old it is."""
        age = self._clock() - answer.at if answer else float("inf")
        return age if age >= 0 else float("inf")

    def _ask_directly(self, call: Call) -> Any:
        if call.reach is not Reach.UPSTREAM:
            raise Busy
        begun = time.perf_counter()
        try:
            answer = call.read(self._send(call))
        except AltegioError as error:
            if _may_be_taken(call, error):
                self._drop_days(call)
            raise
        finally:
            call.tally.note(Asked(call.endpoint, "direct", time.perf_counter() - begun))
        if call.takes_time:
            self._drop_days(call)
        return answer

    def _drop_days(self, call: Call) -> None:
        """What we took for free is not: nobody shall be offered it again."""
        self.drop(call.path.split("/")[1], _days(call))


def _may_be_taken(call: Call, error: AltegioError) -> bool:
    """Whether Altegio says that a time is taken, or we may just have taken it ourselves."""
    if isinstance(error, Refused):
        # A move that is refused for its time mostly comes without a code.
        return error.code in CODES_OF_TAKEN or (call.is_moving and type(error) is Refused)
    return call.takes_time and not isinstance(error, NotSent | Busy)


def _days(call: Call) -> Iterator[date]:
    body = call.body or {}
    for appointment in [body] if call.is_moving else body.get("appointments", ()):
        # A booking that was made must not become an error over a day that we cannot read.
        with suppress(ValueError):
            yield date.fromisoformat(appointment["datetime"][:10])
