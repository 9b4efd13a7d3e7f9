from __future__ import annotations

import time
from collections import Counter
from datetime import date

import pytest

from tests.altegio.clock import Clock
from tests.altegio.keeping_layer import FAILURE_KEPT, PATIENCE, Upstream, ask, crowd, layer, outcome
from widget.altegio import keeping
from widget.altegio.call import NotYet, Reach
from widget.altegio.errors import (
    Busy,
    CircuitOpen,
    MalformedAnswer,
    Misconfigured,
    NotFound,
    NotSent,
    Refused,
    Unreachable,
)
from widget.altegio.memory import OVERHEAD
from widget.altegio.tally import Tally

MINUTE, HOUR = 60, 3600
TABLE = [
    ("company/4564", 10 * MINUTE, HOUR, 24 * HOUR),
    ("privacy_policy/4564", 10 * MINUTE, HOUR, 24 * HOUR),
    ("book_services/4564", 5 * MINUTE, HOUR, 6 * HOUR),
    ("book_staff/4564", 5 * MINUTE, HOUR, 6 * HOUR),
    ("book_dates/4564", 60, 2 * MINUTE, 10 * MINUTE),
    ("book_times/4564/0/2026-12-08", 15, 15, 2 * MINUTE),
]


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def upstream():
    return Upstream()


@pytest.fixture
def fresh(upstream, clock):
    return layer(upstream, clock)


def until(condition):
    ends_at = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.002)


def states(tally):
    return [asked.state for asked in tally.asked]


@pytest.mark.parametrize(("path", "good", "stale", "last_resort"), TABLE)
def test_a_fresh_answer_costs_no_call(fresh, upstream, clock, path, good, stale, last_resort):
    assert fresh(ask(path)) == 1
    clock.now += good

    assert [fresh(ask(path)) for _ in range(3)] == [1, 1, 1]
    assert len(upstream.calls) == 1


@pytest.mark.parametrize(("path", "good", "stale", "last_resort"), [row for row in TABLE if row[1] < row[2]])
def test_a_stale_answer_is_served_at_once_while_it_is_renewed(fresh, upstream, clock, path, good, stale, last_resort):
    fresh(ask(path))
    clock.now += stale
    upstream.hold()

    assert fresh(ask(path)) == 1

    upstream.release()
    until(lambda: fresh(ask(path)) == 2)
    assert len(upstream.calls) == 2


def test_nobody_hurries_for_what_is_renewed(fresh, upstream, clock):
    fresh(ask("company/4564", is_for_booking=True))
    clock.now += HOUR

    fresh(ask("company/4564", is_for_booking=True))

    until(lambda: len(upstream.calls) == 2)
    assert [call.is_urgent for call in upstream.calls] == [True, False]


@pytest.mark.parametrize(("path", "good", "stale", "last_resort"), TABLE)
def test_beyond_that_the_new_one_is_waited_for(fresh, clock, path, good, stale, last_resort):
    fresh(ask(path))
    clock.now += stale + 1

    assert fresh(ask(path)) == 2


@pytest.mark.parametrize("error", [Unreachable("down"), Busy(), MalformedAnswer("x")])
@pytest.mark.parametrize(("path", "good", "stale", "last_resort"), TABLE)
def test_the_last_good_one_serves_with_its_age_while_altegio_is_down(
    fresh, upstream, clock, path, good, stale, last_resort, error
):
    asked_at = clock.now
    fresh(ask(path))
    upstream.error = error
    clock.now += last_resort
    tally = Tally()

    assert fresh(ask(path, tally=tally)) == 1

    assert (states(tally), tally.oldest_at) == (["old"], asked_at)


@pytest.mark.parametrize(("path", "good", "stale", "last_resort"), TABLE)
def test_and_not_for_ever(fresh, upstream, clock, path, good, stale, last_resort):
    fresh(ask(path))
    upstream.error = Unreachable("down")
    clock.now += last_resort + 1

    with pytest.raises(Unreachable):
        fresh(ask(path))


@pytest.mark.parametrize("error", [Misconfigured(401), NotFound(404), Refused(422)])
def test_a_no_is_an_answer_and_ends_what_was_kept(fresh, upstream, clock, error):
    fresh(ask())
    upstream.error = error
    clock.now += 121
    with pytest.raises(type(error)):
        fresh(ask())

    clock.now += FAILURE_KEPT + 0.1
    upstream.error = Unreachable("down")
    with pytest.raises(Unreachable):
        fresh(ask())


def test_fifty_who_ask_for_what_nobody_knows_cost_one_call(fresh, upstream):
    tallies = [Tally() for _ in range(50)]
    upstream.hold()

    found = crowd(fresh, lambda: ask(tally=tallies.pop()), upstream)

    assert found == [1] * 50
    assert len(upstream.calls) == 1


def test_one_of_them_made_the_call_and_the_others_shared_it(fresh, upstream):
    tallies = [Tally() for _ in range(50)]
    waiting = list(tallies)
    upstream.hold()
    crowd(fresh, lambda: ask(tally=waiting.pop()), upstream)

    counted = Counter(states(tally)[0] for tally in tallies)

    assert counted["miss"] == 1
    assert counted["shared"] + counted["hit"] == 49


def test_fifty_who_ask_for_a_stale_answer_get_it_before_the_one_call_is_answered(fresh, upstream, clock):
    fresh(ask())
    upstream.wait_for_call()
    clock.now += 90
    upstream.hold()

    found = [fresh(ask()) for _ in range(50)]

    assert found == [1] * 50
    upstream.wait_for_call()
    upstream.release()
    until(lambda: fresh(ask()) == 2)
    assert len(upstream.calls) == 2


def test_a_refresh_that_fails_leaves_the_stale_answer_and_is_not_repeated_at_once(fresh, upstream, clock):
    fresh(ask())
    clock.now += 90
    upstream.error = Unreachable("down")
    assert fresh(ask()) == 1
    until(lambda: len(upstream.calls) == 2)

    until(lambda: not fresh._fetches._under_way)
    assert [fresh(ask()) for _ in range(20)] == [1] * 20
    assert len(upstream.calls) == 2

    clock.now += FAILURE_KEPT + 0.1
    assert fresh(ask()) == 1
    until(lambda: len(upstream.calls) == 3)


def test_a_failure_is_shared_by_all_who_waited_and_not_queued(fresh, upstream):
    upstream.error = Unreachable("down")
    upstream.hold()

    assert crowd(fresh, ask, upstream) == [Unreachable] * 50
    assert len(upstream.calls) == 1


def test_a_failure_is_remembered_for_a_moment(fresh, upstream, clock):
    upstream.error = Unreachable("down")
    for _ in range(10):
        with pytest.raises(Unreachable):
            fresh(ask())
    assert len(upstream.calls) == 1

    upstream.error = None
    clock.now += FAILURE_KEPT + 0.1
    assert fresh(ask()) == 2


def test_our_own_spent_budget_is_not_remembered_as_a_failure(fresh, upstream):
    upstream.error = Busy()
    with pytest.raises(Busy):
        fresh(ask())
    upstream.error = None

    assert fresh(ask()) == 2


def test_what_cannot_be_read_is_no_answer_and_replaces_none(fresh, upstream, clock):
    def read(data):
        if data == 2:
            raise MalformedAnswer("services")
        return f"read {data}"

    assert fresh(ask(read=read)) == "read 1"
    clock.now += 130

    assert fresh(ask(read=read)) == "read 1"
    clock.now += FAILURE_KEPT + 0.1
    assert fresh(ask(read=read)) == "read 3"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "book_check/4564"),
        ("POST", "book_record/4564"),
        ("POST", "book_code/4564"),
        ("GET", "book_record/4564/1/hash"),
        ("GET", "user/records/1/hash"),
        ("DELETE", "user/records/1/hash"),
    ],
)
def test_checks_bookings_codes_and_records_are_never_kept(fresh, upstream, method, path):
    assert keeping.keeping(ask(path, method)) is None
    assert [fresh(ask(path, method)) for _ in range(3)] == [1, 2, 3]

    upstream.error = Unreachable("down")
    with pytest.raises(Unreachable):
        fresh(ask(path, method))


def test_who_is_free_at_a_moment_is_kept_like_times_and_not_like_a_team(fresh, clock):
    at_noon = {"query": (("datetime", "2026-12-08T12:00:00+01:00"),)}
    fresh(ask("book_staff/4564", **at_noon))
    clock.now += 16

    assert fresh(ask("book_staff/4564", **at_noon)) == 2


def test_each_question_has_its_own_answer(fresh):
    by_service = [ask(query=(("service_ids[]", str(number)),)) for number in (1, 2)]

    assert [fresh(call) for call in (*by_service, *by_service, ask("book_dates/4565"))] == [1, 2, 1, 2, 3]


@pytest.mark.parametrize("code", [433, 436])
@pytest.mark.parametrize("moment", ["2026-12-08T12:00:00+01:00", "2026-12-09T00:30:00+01:00"])
def test_a_taken_time_drops_its_day_and_the_locations_dates_and_nothing_else(fresh, upstream, code, moment):
    dropped = ["book_times/4564/0/2026-12-08", "book_times/4564/7/2026-12-08", "book_dates/4564"]
    kept = ["book_times/4564/0/2026-12-20", "book_times/4565/0/2026-12-08", "book_dates/4565", "company/4564"]
    before = {path: fresh(ask(path)) for path in (*dropped, *kept)}
    upstream.error = Refused(422, code)
    with pytest.raises(Refused):
        fresh(ask("book_check/4564", "POST", body={"appointments": [{"id": 1, "datetime": moment}]}))
    upstream.error = None

    after = {path: fresh(ask(path)) for path in (*dropped, *kept)}

    assert {path for path in before if before[path] != after[path]} == set(dropped)


DROPPED = ["book_times/4564/0/2026-12-08", "book_times/4564/7/2026-12-07", "book_dates/4564"]
KEPT = ["book_times/4564/0/2026-12-20", "book_times/4565/0/2026-12-08", "book_dates/4565", "company/4564"]


def dropped_by(fresh, act):
    """Which of all the answers kept is asked for anew afterwards."""
    before = {path: fresh(ask(path)) for path in (*DROPPED, *KEPT)}
    act()
    return [path for path in before if fresh(ask(path)) != before[path]]


def booking(day="2026-12-08", **options):
    body = {"phone": "+4930123456", "appointments": [{"id": 1, "datetime": f"{day}T12:00:00+01:00"}]}
    return ask("book_record/4564", "POST", body=body, **options)


def test_a_booking_drops_its_day(fresh):
    assert dropped_by(fresh, lambda: fresh(booking())) == DROPPED


@pytest.mark.parametrize(
    ("error", "dropped"),
    [
        *((error, DROPPED) for error in (Unreachable("status 500"), MalformedAnswer("json"))),
        *((error, DROPPED) for error in (Refused(422, 433), Refused(422, 436))),
        *((error, []) for error in (NotSent("x"), CircuitOpen("x"), Busy(), Refused(422), Refused(422, 431))),
        *((error, []) for error in (Misconfigured(401), NotFound(404))),
    ],
    ids=repr,
)
def test_a_booking_that_may_have_been_made_drops_its_day_and_one_that_was_not_drops_none(
    fresh, upstream, error, dropped
):
    def fail():
        upstream.error = error
        with pytest.raises(type(error)):
            fresh(booking())
        upstream.error = None

    assert dropped_by(fresh, fail) == dropped


def test_an_answer_to_a_booking_that_cannot_be_read_drops_its_day_too(fresh):
    def read(data):
        raise MalformedAnswer("record_id")

    def fail():
        with pytest.raises(MalformedAnswer):
            fresh(booking(read=read))

    assert dropped_by(fresh, fail) == DROPPED


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "user/records/1/a1"), ("POST", "book_code/4564"), ("GET", "book_record/4564/1/a1")]
)
@pytest.mark.parametrize("error", [None, Unreachable("x"), MalformedAnswer("x")])
def test_what_is_no_booking_drops_nothing(fresh, upstream, method, path, error):
    def act():
        upstream.error = error
        outcome(fresh, ask(path, method))
        upstream.error = None

    assert dropped_by(fresh, act) == []


def test_a_booking_on_a_day_that_cannot_be_read_is_still_a_booking(fresh):
    answer = fresh(booking(day="tomorrow"))

    assert isinstance(answer, int)


def test_days_can_be_dropped_by_name(fresh):
    assert dropped_by(fresh, lambda: fresh.drop(4564, [date(2026, 12, 8)])) == DROPPED


@pytest.mark.parametrize("reach", [Reach.MEMORY, Reach.AHEAD])
def test_a_guess_books_nothing(fresh, upstream, reach):
    with pytest.raises(Busy):
        fresh(booking(reach=reach))

    assert upstream.calls == []


def test_another_refusal_drops_nothing(fresh, upstream):
    fresh(ask())
    upstream.error = Refused(422, 438)
    with pytest.raises(Refused):
        fresh(ask("book_check/4564", "POST", body={"appointments": [{"datetime": "2026-12-08T12:00:00+01:00"}]}))

    assert fresh(ask()) == 1


def test_nobody_joins_a_call_that_was_made_before_its_day_was_dropped(fresh, upstream, clock):
    upstream.hold()
    early = ask(reach=Reach.AHEAD)
    with pytest.raises(NotYet):
        fresh(early)
    upstream.wait_for_call()
    clock.now += 1
    fresh._drop_days(ask("book_check/4564", "POST", body={"appointments": [{"datetime": "2026-12-08T12:00"}]}))
    clock.now += 1
    upstream.release()

    assert fresh(ask()) == 2
    clock.now += 1
    assert fresh(ask()) == 2


def test_whoever_wants_the_newest_gets_what_is_not_seconds_old(fresh, upstream, clock):
    path = "book_times/4564/0/2026-12-08"
    fresh(ask(path))
    clock.now += 3
    assert fresh(ask(path, wants_newest=True)) == 1
    clock.now += 0.1
    assert fresh(ask(path, wants_newest=True)) == 2

    upstream.error = Busy()
    clock.now += 10
    tally = Tally()
    assert fresh(ask(path, wants_newest=True, tally=tally)) == 2
    assert tally.oldest_at is None  # it is not old by anybody else's measure
    clock.now += 10
    assert fresh(ask(path, wants_newest=True, tally=tally)) == 2
    assert tally.oldest_at is not None


def test_a_guess_of_the_browser_never_goes_upstream(fresh, upstream, clock):
    guess = {"reach": Reach.MEMORY}
    for call in (ask(**guess), ask("book_check/4564", "POST", **guess)):
        with pytest.raises(Busy):
            fresh(call)
    assert upstream.calls == []

    fresh(ask())
    clock.now += 90
    assert fresh(ask(**guess)) == 1
    clock.now += 31
    with pytest.raises(Busy):
        fresh(ask(**guess))
    assert len(upstream.calls) == 1


def test_asking_ahead_does_not_wait_and_is_told_as_the_pages_own_call(fresh, upstream):
    tally = Tally()
    upstream.hold()
    for path in ("company/4564", "book_services/4564"):
        with pytest.raises(NotYet):
            fresh(ask(path, reach=Reach.AHEAD, tally=tally))
    upstream.wait_for_call(), upstream.wait_for_call()
    upstream.release()

    assert {fresh(ask(path, tally=tally)) for path in ("company/4564", "book_services/4564")} == {1, 2}
    assert states(tally) == ["miss", "miss"]
    assert len(upstream.calls) == 2


def test_a_page_that_runs_out_of_time_leaves_the_answer_to_the_next(fresh, upstream):
    upstream.hold()
    with pytest.raises(Unreachable):
        fresh(ask(seconds=0.05))
    upstream.release()

    until(lambda: fresh(ask()) == 1)
    assert len(upstream.calls) == 1


def test_who_has_something_at_hand_waits_less_for_a_turn(fresh, upstream, clock):
    fresh(ask())
    clock.now += 130
    fresh(ask())

    assert [call.patience for call in upstream.calls] == [2.0, 1.0]


def test_a_clock_that_is_set_back_makes_old_answers_nobodys(fresh, clock):
    fresh(ask())
    clock.now -= 3600

    assert fresh(ask()) == 2


def test_memory_is_bounded_by_size_and_the_latest_used_stay(upstream, clock):
    fresh = layer(lambda call: "x" * 598, clock, largest=10 * (600 + OVERHEAD))
    memory = fresh._recall._memory
    sizes = []
    for number in range(50):
        fresh(ask("company/1"))
        fresh(ask(f"company/{number}"))
        sizes.append(memory.size)

    assert max(sizes) == 10 * (600 + OVERHEAD)
    assert memory.answer("company/1?", "")
    assert not memory.answer("company/10?", "")


def test_an_answer_that_does_not_fit_is_passed_on_and_not_kept(clock):
    fresh = layer(lambda call: "x" * 2000, clock, largest=1000)

    assert [len(fresh(ask())) for _ in range(2)] == [2000, 2000]
    assert fresh._recall._memory.size == 0


def test_a_fault_of_our_own_is_told_and_does_not_hang_anybody(clock):
    def broken(call):
        raise ZeroDivisionError

    fresh = layer(broken, clock)

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fresh(ask())
    assert outcome(layer(Upstream(), clock), ask()) == 1
