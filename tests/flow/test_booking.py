"""One booking carried out, with the real client and a scripted Altegio in place of HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.altegio.asking import ADA, reading
from tests.conftest import BERLIN
from widget.altegio.call import Call, Deadline
from widget.altegio.client import Altegio
from widget.altegio.errors import (
    AltegioError,
    AppointmentsOverlap,
    Busy,
    CircuitOpen,
    MalformedAnswer,
    Misconfigured,
    NoTeamMemberFree,
    NotFound,
    NotSent,
    Refused,
    ServiceWithdrawn,
    SlotTaken,
    TimeUnavailable,
    Unreachable,
)
from widget.domain.appointment import Appointment
from widget.domain.team import ANYONE
from widget.flow.booking import Booking, NotBooked, Unknown, Wanted

ANNA, SOFIA, YUSUF, JONAS, MEI = TEAM = (6541, 6544, 6542, 6548, 6543)
NOON = datetime(2026, 12, 8, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
REFERENCE = 749473892

TAKEN, NOBODY_FREE, OVERLAP, WITHDRAWN = (Refused(422, code) for code in (433, 436, 437, 438))
UNCODED = Refused(422)
LOST: list[AltegioError] = [Unreachable("ReadTimeout"), MalformedAnswer("record_hash")]
NEVER_LEFT: list[AltegioError] = [NotSent("no time left"), CircuitOpen("not asked"), Busy(1)]


def about(appointment_id: int, code: int = 433) -> Refused:
    return Refused(422, code, appointment_id=appointment_id)


class ScriptedAltegio:
    """Who is free, and what calls meet, one after the other: None, and whatever comes after the last, is a yes."""

    def __init__(
        self,
        free: Iterable[int] = TEAM,
        *,
        team: Sequence[AltegioError | None] = (),
        checks: Sequence[AltegioError | None] = (),
        bookings: Sequence[Exception | None] = (),
    ) -> None:
        self.free = frozenset(free)
        self.scripts = {"book_staff": list(team), "book_check": list(checks), "book_record": list(bookings)}
        self.calls: list[Call] = []

    def __call__(self, call: Call) -> Any:
        self.calls.append(call)
        script = self.scripts[call.endpoint]
        if script and (error := script.pop(0)):
            raise error
        if call.endpoint == "book_staff":
            return [{"id": id, "name": f"N. {id}", "bookable": id in self.free} for id in TEAM]
        if call.endpoint == "book_record":
            return [
                {"id": row["id"], "record_id": 500 + row["id"], "record_hash": f"token{row['id']}"}
                for row in _rows(call)
            ]
        return None

    def asked(self, endpoint: str) -> list[Call]:
        return [call for call in self.calls if call.endpoint == endpoint]

    def people(self, endpoint: str) -> list[tuple[int, ...]]:
        """Who was named in each of these calls."""
        return [tuple(row["staff_id"] for row in _rows(call)) for call in self.asked(endpoint)]


def _rows(call: Call) -> list[dict[str, Any]]:
    assert call.body
    return list(call.body["appointments"])


def wanted(id: int = 1, member: int = ANYONE, at: datetime = NOON, duration: timedelta | None = HOUR) -> Wanted:
    return Wanted(Appointment(id, (300 + id,), member, at.isoformat()), at, duration)


class Carried:
    """A booking that was carried out, or not: what came of it and what was announced on the way."""

    def __init__(
        self,
        altegio: ScriptedAltegio,
        *wishes: Wanted,
        announce: Callable[[Sequence[Appointment]], bool] = lambda appointments: True,
        final: Callable[[], Altegio] | None = None,
        seconds: float = 60,
    ) -> None:
        self.announced: list[tuple[Appointment, ...]] = []
        self.sent_before_announced: list[int] = []
        self.error: Exception | None = None
        self.result: Any = None

        def heard(appointments: Sequence[Appointment]) -> bool:
            self.announced.append(tuple(appointments))
            self.sent_before_announced.append(len(altegio.asked("book_record")))
            return announce(appointments)

        client = Altegio(reading(altegio), Deadline.after(seconds))
        self.booking = Booking(client, final or (lambda: client), heard, location_id=BERLIN)
        try:
            self.result = self.booking.carry_out(ADA, wishes or (wanted(),), reference=REFERENCE)
        except Exception as error:
            self.error = error

    @property
    def refusal(self) -> AltegioError:
        assert isinstance(self.error, NotBooked), self.error
        return self.error.error


# A person in place of "anyone".


def test_anyone_becomes_somebody_who_is_free_then() -> None:
    altegio = ScriptedAltegio(free=[YUSUF])

    done = Carried(altegio)

    [asked] = altegio.asked("book_staff")
    assert asked.query == (("service_ids[]", "301"), ("datetime", NOON.isoformat()))
    assert asked.wants_newest
    assert altegio.people("book_check") == altegio.people("book_record") == [(YUSUF,)]
    [appointment], [key] = done.result
    assert appointment == replace(wanted().appointment, team_member_id=YUSUF)
    assert (key.id, key.appointment_id, key.manage_token) == (1, 501, "token1")
    assert done.announced == [(appointment,)]


def test_who_was_chosen_is_not_looked_for() -> None:
    altegio = ScriptedAltegio(free=[])

    Carried(altegio, wanted(member=ANNA))

    assert [call.endpoint for call in altegio.calls] == ["book_check", "book_record"]
    assert altegio.people("book_record") == [(ANNA,)]


def test_the_work_does_not_fall_to_the_same_person_each_time() -> None:
    altegio = ScriptedAltegio(free=[ANNA, YUSUF])

    for _ in range(40):
        Carried(altegio)

    assert set(altegio.people("book_record")) == {(ANNA,), (YUSUF,)}


def test_with_nobody_free_nothing_is_checked_or_sent() -> None:
    altegio = ScriptedAltegio(free=[])

    done = Carried(altegio)

    assert type(done.refusal) is NoTeamMemberFree
    assert done.refusal.appointment_id == 1
    assert [call.endpoint for call in altegio.calls] == ["book_staff"]


@pytest.mark.parametrize("error", [*LOST, *NEVER_LEFT, Misconfigured(401), NotFound(404)])
def test_while_nobody_says_who_is_free_nothing_is_sent(error: AltegioError) -> None:
    altegio = ScriptedAltegio(team=[error])

    done = Carried(altegio)

    assert done.refusal is error
    assert [call.endpoint for call in altegio.calls] == ["book_staff"]
    assert not done.booking.is_sent


# Somebody else where the first was taken.


@pytest.mark.parametrize("refusal", [TAKEN, NOBODY_FREE, UNCODED, about(1), about(1, 436)])
@pytest.mark.parametrize("refused", ["checks", "bookings"])
def test_the_next_who_is_free_is_tried(refused: str, refusal: Refused) -> None:
    altegio = ScriptedAltegio(free=[ANNA, SOFIA, YUSUF], **{refused: [refusal, refusal]})

    done = Carried(altegio)

    tried = altegio.people("book_check")
    assert len(set(tried)) == 3
    assert altegio.people("book_record") == (tried if refused == "bookings" else tried[-1:])
    assert done.result[0][0].team_member_id == tried[-1][0]
    assert [[one.team_member_id for one in told] for told in done.announced] == list(
        map(list, altegio.people("book_record"))
    )


@pytest.mark.parametrize("refused", ["checks", "bookings"])
def test_there_are_at_most_two_further_tries(refused: str) -> None:
    altegio = ScriptedAltegio(**{refused: [TAKEN] * 5})

    done = Carried(altegio)

    assert type(done.refusal) is SlotTaken
    assert len(set(altegio.people("book_check"))) == len(altegio.people("book_check")) == 3
    assert len(altegio.people("book_record")) == (3 if refused == "bookings" else 0)


def test_nobody_is_tried_twice() -> None:
    altegio = ScriptedAltegio(free=[YUSUF], bookings=[TAKEN])

    done = Carried(altegio)

    assert altegio.people("book_record") == [(YUSUF,)]
    assert type(done.refusal) is NoTeamMemberFree


@pytest.mark.parametrize("refused", ["checks", "bookings"])
def test_who_was_chosen_is_not_replaced(refused: str) -> None:
    altegio = ScriptedAltegio(**{refused: [TAKEN]})

    done = Carried(altegio, wanted(member=ANNA))

    assert type(done.refusal) is SlotTaken
    assert altegio.people("book_check") == [(ANNA,)]
    assert len(altegio.asked("book_record")) == (refused == "bookings")


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [(OVERLAP, AppointmentsOverlap), (WITHDRAWN, ServiceWithdrawn), (Misconfigured(401), Misconfigured)],
)
@pytest.mark.parametrize("refused", ["checks", "bookings"])
def test_for_any_other_reason_nobody_else_would_do_either(refused: str, refusal: Refused, kind: type[Refused]) -> None:
    altegio = ScriptedAltegio(**{refused: [refusal]})

    done = Carried(altegio)

    assert type(done.refusal) is kind
    assert len(altegio.asked("book_check")) == 1


@pytest.mark.parametrize("further", range(3))
@pytest.mark.parametrize("error", LOST)
def test_after_unknown_nothing_more_is_sent(error: AltegioError, further: int) -> None:
    altegio = ScriptedAltegio(bookings=[*[TAKEN] * further, error])

    done = Carried(altegio)

    assert isinstance(done.error, Unknown)
    assert len(altegio.asked("book_record")) == further + 1
    assert altegio.calls[-1].endpoint == "book_record"
    assert done.booking.is_sent


@pytest.mark.parametrize("error", NEVER_LEFT)
def test_what_was_not_sent_is_not_sent_again(error: AltegioError) -> None:
    altegio = ScriptedAltegio(bookings=[error])

    done = Carried(altegio)

    assert done.refusal is error
    assert len(altegio.asked("book_record")) == 1
    assert altegio.calls[-1].endpoint == "book_record"


@pytest.mark.parametrize("error", [*LOST, *NEVER_LEFT, Misconfigured(403)])
def test_a_check_that_says_neither_yes_nor_taken_sends_nothing(error: AltegioError) -> None:
    altegio = ScriptedAltegio(checks=[error])

    done = Carried(altegio)

    assert done.refusal is error
    assert [call.endpoint for call in altegio.calls] == ["book_staff", "book_check"]
    assert not done.announced
    assert not done.booking.is_sent


# Several appointments.


def test_at_the_same_time_different_people_are_found() -> None:
    for _ in range(10):
        altegio = ScriptedAltegio(free=[ANNA, SOFIA, YUSUF])

        Carried(altegio, wanted(1), wanted(2, at=NOON + HOUR / 2), wanted(3, member=ANNA, at=NOON + HOUR / 2))

        [people] = altegio.people("book_record")
        assert set(people) == {ANNA, SOFIA, YUSUF}
        assert people[2] == ANNA


def test_whoever_is_engaged_by_another_appointment_is_not_free() -> None:
    altegio = ScriptedAltegio(free=[YUSUF])

    done = Carried(altegio, wanted(1), wanted(2, at=NOON + HOUR / 2))

    assert type(done.refusal) is NoTeamMemberFree
    assert done.refusal.appointment_id == 2
    assert {call.endpoint for call in altegio.calls} == {"book_staff"}


@pytest.mark.parametrize("starts", [(NOON, NOON + HOUR), (NOON + HOUR, NOON)])
def test_one_after_the_other_the_same_person_will_do(starts: tuple[datetime, datetime]) -> None:
    altegio = ScriptedAltegio(free=[YUSUF])

    Carried(altegio, wanted(1, at=starts[0]), wanted(2, at=starts[1]))

    assert altegio.people("book_record") == [(YUSUF, YUSUF)]


def test_where_a_length_is_not_known_only_the_same_start_is_an_overlap() -> None:
    at_once, later = (
        Carried(ScriptedAltegio(free=[YUSUF]), wanted(1, duration=None), wanted(2, at=at, duration=None))
        for at in (NOON, NOON + HOUR / 4)
    )

    assert type(at_once.refusal) is NoTeamMemberFree
    assert not later.error


def test_only_the_one_that_was_named_gets_somebody_else() -> None:
    altegio = ScriptedAltegio(bookings=[about(2)])

    Carried(altegio, wanted(1, member=ANNA), wanted(2))

    first, second = altegio.people("book_record")
    assert first[0] == second[0] == ANNA
    assert first[1] != second[1]


@pytest.mark.parametrize("refusal", [about(1), TAKEN, about(3)])
def test_nobody_is_replaced_for_a_chosen_person_or_for_nobody_in_particular(refusal: Refused) -> None:
    altegio = ScriptedAltegio(bookings=[refusal])

    done = Carried(altegio, wanted(1, member=ANNA), wanted(2))

    assert type(done.refusal) is SlotTaken
    assert len(altegio.asked("book_record")) == 1


def test_the_further_tries_of_all_appointments_are_counted_together() -> None:
    altegio = ScriptedAltegio(bookings=[about(1), about(2), about(1)])

    done = Carried(altegio, wanted(1), wanted(2, at=NOON + HOUR))

    assert type(done.refusal) is SlotTaken
    assert len(altegio.asked("book_record")) == 3


def test_keys_come_in_the_order_of_the_appointments() -> None:
    done = Carried(ScriptedAltegio(), wanted(1, at=NOON + HOUR), wanted(2))

    appointments, keys = done.result
    assert [one.id for one in appointments] == [key.id for key in keys] == [1, 2]
    assert [key.appointment_id for key in keys] == [501, 502]


# Announcing what is about to be sent.


def test_what_is_sent_was_announced_just_before() -> None:
    altegio = ScriptedAltegio(bookings=[TAKEN, TAKEN])

    done = Carried(altegio)

    assert done.sent_before_announced == [0, 1, 2]
    assert [(told[0].team_member_id,) for told in done.announced] == altegio.people("book_record")


def test_what_may_not_be_sent_is_not_and_nobody_knows_what_the_other_did() -> None:
    altegio = ScriptedAltegio()

    done = Carried(altegio, announce=lambda appointments: False, final=lambda: pytest.fail("was to be sent"))

    assert isinstance(done.error, Unknown)
    assert not altegio.asked("book_record")
    assert not done.booking.is_sent


def test_where_it_cannot_be_announced_nothing_is_booked() -> None:
    altegio = ScriptedAltegio()
    error = Busy()

    def away(appointments: Sequence[Appointment]) -> bool:
        raise NotBooked(error)

    done = Carried(altegio, announce=away)

    assert done.refusal is error
    assert not altegio.asked("book_record")


# Of several reasons the one that says most.


@pytest.mark.parametrize("later", [*LOST, *NEVER_LEFT, Misconfigured(401)])
@pytest.mark.parametrize("where", ["team", "checks"])
def test_taken_is_told_although_looking_for_somebody_else_failed(where: str, later: AltegioError) -> None:
    altegio = ScriptedAltegio(bookings=[TAKEN], **{where: [None, later]})

    done = Carried(altegio)

    assert type(done.refusal) is SlotTaken
    assert len(altegio.asked("book_record")) == 1


@pytest.mark.parametrize("later", NEVER_LEFT)
def test_taken_is_told_although_there_was_no_time_to_send_it_for_somebody_else(later: AltegioError) -> None:
    done = Carried(ScriptedAltegio(checks=[TAKEN], bookings=[later]))

    assert type(done.refusal) is SlotTaken


def test_of_two_refusals_the_last_is_told() -> None:
    done = Carried(ScriptedAltegio(checks=[TAKEN], bookings=[WITHDRAWN]))

    assert type(done.refusal) is ServiceWithdrawn


def test_a_refusal_without_a_code_is_one_of_the_time() -> None:
    done = Carried(ScriptedAltegio(checks=[UNCODED]), wanted(member=ANNA))

    assert type(done.refusal) is TimeUnavailable


# Time.


def test_the_call_that_books_has_time_of_its_own_from_when_it_is_sent() -> None:
    altegio = ScriptedAltegio(bookings=[TAKEN])
    made: list[Deadline] = []

    def final() -> Altegio:
        made.append(Deadline.after(14))
        return Altegio(reading(altegio), made[-1])

    Carried(altegio, final=final, seconds=6)

    assert [call.deadline for call in altegio.asked("book_record")] == made
    assert len(made) == 2
    assert {call.deadline for call in altegio.asked("book_staff") + altegio.asked("book_check")}.isdisjoint(made)
    assert all(call.deadline.seconds_left <= 6 for call in altegio.asked("book_check"))


def test_without_time_to_book_nothing_is_sent() -> None:
    altegio = ScriptedAltegio()
    error = NotSent("no time left")

    def final() -> Altegio:
        raise NotBooked(error)

    done = Carried(altegio, final=final)

    assert done.refusal is error
    assert not altegio.asked("book_record")
    assert not done.booking.is_sent


# What nobody thought of.


def test_a_mistake_of_ours_says_whether_something_was_sent() -> None:
    before = Carried(ScriptedAltegio(checks=[ZeroDivisionError()]))  # type: ignore[list-item]
    after = Carried(ScriptedAltegio(bookings=[ZeroDivisionError()]))

    assert [type(one.error) for one in (before, after)] == [ZeroDivisionError] * 2
    assert [one.booking.is_sent for one in (before, after)] == [False, True]
