"""What every ledger does. Where it keeps it is for the classes that inherit this."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.conftest import BERLIN
from widget.domain.booking import AppointmentKey
from widget.flow.entry import KEPT, Entry, Line, Outcome, Standing
from widget.flow.ledger import Claim, Ledger
from widget.flow.ticket import Ticket, issue

CUT, COLOUR, SHAVE = "cut", "colour", "shave"
KEYS = (AppointmentKey(1, 501, "token-501"), AppointmentKey(2, 502, "token-502"))
BOOKED = Outcome(Standing.BOOKED, keys=KEYS)
UNKNOWN = Outcome(Standing.UNKNOWN)
NOT_SENT = Outcome(Standing.NOT_SENT)
REFUSED = Outcome(Standing.REFUSED, error_key="slot-taken", appointment_id=2)
LINES = (Line(1, (7, 8), 42, "2026-12-08T12:00:00+01:00", 45), Line(2, (9,), 43, "2026-12-08T13:00:00+01:00", None))


def new(ledger: Ledger) -> Ticket:
    return issue(BERLIN, ledger.epoch())


def claimed(ledger: Ledger, *intents: str, again: bool = False) -> Ticket:
    ticket = new(ledger)
    assert ledger.claim(ticket, intents, again=again).is_granted
    return ticket


def booked(ledger: Ledger, *intents: str, outcome: Outcome = BOOKED, again: bool = False) -> Ticket:
    ticket = claimed(ledger, *intents, again=again)
    ledger.note(ticket.id, outcome)
    return ticket


def is_free(ledger: Ledger, *intents: str, again: bool = False) -> bool:
    """Leaves no trace."""
    ticket = new(ledger)
    is_granted = ledger.claim(ticket, intents, again=again).is_granted
    if is_granted:
        ledger.note(ticket.id, NOT_SENT)
    return is_granted


def known(ledger: Ledger, ticket: Ticket) -> Entry:
    entry = ledger.entry(ticket.id)
    assert entry
    return entry


def in_the_way(ledger: Ledger, *intents: str, again: bool = False) -> Entry:
    """What a new ticket for these wishes runs into."""
    claim = ledger.claim(new(ledger), intents, again=again)
    assert claim.is_same_wish
    assert claim.entry
    return claim.entry


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    together = threading.Barrier(count)

    def wait_and_act(number: int) -> Any:
        together.wait()
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(wait_and_act, range(count)))


class LedgerBehaviour:
    def pass_time(self, seconds: float) -> None:
        raise NotImplementedError

    def test_a_claim_is_granted_and_pending(self, ledger: Ledger) -> None:
        ticket = new(ledger)

        claim = ledger.claim(ticket, [CUT, COLOUR])

        entry = known(ledger, ticket)
        assert (entry.standing, entry.intents) == (Standing.PENDING, (CUT, COLOUR))
        assert claim == Claim(entry, is_granted=True)
        assert not claim.is_same_wish

    def test_a_ticket_is_claimed_once_and_tells_what_became_of_it(self, ledger: Ledger) -> None:
        ticket = claimed(ledger, CUT)

        assert ledger.claim(ticket, [CUT]) == Claim(ledger.entry(ticket.id), is_own=True)
        ledger.note(ticket.id, BOOKED)
        assert ledger.claim(ticket, [CUT]) == Claim(ledger.entry(ticket.id), is_own=True)
        # Neither another wish nor "book another" makes a used ticket a new one.
        assert ledger.claim(ticket, [SHAVE], again=True).is_own

    def test_of_thirty_threads_with_one_ticket_one_is_granted(self, ledger: Ledger) -> None:
        ticket = new(ledger)

        claims = at_once(30, lambda _number: ledger.claim(ticket, [CUT]))

        assert [claim.is_granted for claim in claims].count(True) == 1
        assert [claim.is_own for claim in claims].count(True) == 29

    def test_of_thirty_tickets_with_one_wish_one_is_granted(self, ledger: Ledger) -> None:
        tickets = [new(ledger) for _ in range(30)]

        claims = at_once(30, lambda number: ledger.claim(tickets[number], [CUT]))

        assert [claim.is_granted for claim in claims].count(True) == 1
        assert [claim.is_same_wish for claim in claims].count(True) == 29

    def test_of_thirty_tickets_that_want_a_second_booking_one_is_granted(self, ledger: Ledger) -> None:
        booked(ledger, CUT)
        tickets = [new(ledger) for _ in range(30)]

        claims = at_once(30, lambda number: ledger.claim(tickets[number], [CUT], again=True))

        assert [claim.is_granted for claim in claims].count(True) == 1

    def test_wishes_are_claimed_all_or_none(self, ledger: Ledger) -> None:
        first = claimed(ledger, CUT, COLOUR)

        assert in_the_way(ledger, SHAVE, COLOUR) == ledger.entry(first.id)
        assert is_free(ledger, SHAVE)

    def test_of_thirty_that_overlap_in_a_ring_no_two_neighbours_are_granted(self, ledger: Ledger) -> None:
        tickets = [new(ledger) for _ in range(30)]

        claims = at_once(30, lambda number: ledger.claim(tickets[number], [str(number), str((number + 1) % 30)]))

        granted = [number for number, claim in enumerate(claims) if claim.is_granted]
        assert 10 <= len(granted) <= 15
        assert not {(number + 1) % 30 for number in granted} & set(granted)

    def test_the_same_wish_twice_in_one_booking_is_one(self, ledger: Ledger) -> None:
        ticket = claimed(ledger, CUT, CUT)
        ledger.note(ticket.id, REFUSED)

        assert is_free(ledger, CUT)

    def test_what_was_left_pending_is_unknown_and_stays_blocked(self, ledger: Ledger) -> None:
        ticket = claimed(ledger, CUT)
        self.pass_time(30)
        assert known(ledger, ticket).standing is Standing.PENDING
        self.pass_time(1)

        assert known(ledger, ticket).standing is Standing.UNKNOWN
        assert ledger.claim(ticket, [CUT]) == Claim(ledger.entry(ticket.id), is_own=True)
        assert in_the_way(ledger, CUT, again=True) == ledger.entry(ticket.id)
        self.pass_time(KEPT - 100)
        assert not is_free(ledger, CUT, again=True)

    @pytest.mark.parametrize("outcome", [REFUSED, NOT_SENT])
    def test_what_was_certainly_not_booked_frees_the_wish_and_not_the_ticket(
        self, ledger: Ledger, outcome: Outcome
    ) -> None:
        ticket = booked(ledger, CUT, outcome=outcome)

        entry = known(ledger, ticket)
        assert (entry.standing, entry.error_key, entry.appointment_id) == (
            outcome.standing,
            outcome.error_key,
            outcome.appointment_id,
        )
        assert is_free(ledger, CUT)
        assert ledger.claim(ticket, [CUT]) == Claim(entry, is_own=True)

    def test_what_is_unknown_holds_its_wish_for_a_day(self, ledger: Ledger) -> None:
        booked(ledger, CUT, outcome=UNKNOWN)

        self.pass_time(KEPT - 1)
        assert not is_free(ledger, CUT)
        assert not is_free(ledger, CUT, again=True)
        self.pass_time(2)
        assert is_free(ledger, CUT)

    def test_what_is_booked_holds_its_wish_for_ten_minutes(self, ledger: Ledger) -> None:
        ticket = booked(ledger, CUT)

        self.pass_time(599)
        assert in_the_way(ledger, CUT).keys == KEYS
        self.pass_time(2)
        assert is_free(ledger, CUT)
        assert ledger.claim(ticket, [CUT]).is_own

    def test_a_second_booking_of_the_same_has_to_be_asked_for(self, ledger: Ledger) -> None:
        booked(ledger, CUT)

        assert not is_free(ledger, CUT)
        second = claimed(ledger, CUT, again=True)
        # While the second is on its way there is no third, however often it is asked for.
        assert not is_free(ledger, CUT, again=True)
        ledger.note(second.id, BOOKED)
        assert is_free(ledger, CUT, again=True)

    def test_an_earlier_booking_takes_no_wish_from_a_later_one(self, ledger: Ledger) -> None:
        booked(ledger, CUT)
        second = claimed(ledger, CUT, again=True)
        for key in KEYS:
            ledger.cancelled(key.appointment_id, key.manage_token)

        assert in_the_way(ledger, CUT) == ledger.entry(second.id)

    def test_after_a_day_nothing_is_left(self, ledger: Ledger) -> None:
        ticket = booked(ledger, CUT)
        self.pass_time(KEPT + 1)

        assert ledger.entry(ticket.id) is None
        assert ledger.entry_of(501, "token-501") is None

    def test_what_is_about_to_be_sent_is_kept(self, ledger: Ledger) -> None:
        ticket = claimed(ledger, CUT)

        assert ledger.amend(ticket.id, LINES)
        assert known(ledger, ticket).lines == LINES
        assert ledger.amend(ticket.id, LINES[:1])
        ledger.note(ticket.id, UNKNOWN)
        assert known(ledger, ticket).lines == LINES[:1]

    def test_nothing_may_be_sent_for_what_is_not_pending_any_more(self, ledger: Ledger) -> None:
        left_behind = claimed(ledger, CUT)
        given_up = claimed(ledger, COLOUR)
        self.pass_time(31)
        ledger.absent(given_up.id)

        assert not ledger.amend(left_behind.id, LINES)
        assert not ledger.amend(given_up.id, LINES)
        assert not ledger.amend("never seen", LINES)
        assert not ledger.amend(booked(ledger, SHAVE).id, LINES)

    def test_a_booking_is_found_by_each_of_its_appointments_with_its_key(self, ledger: Ledger) -> None:
        ticket = booked(ledger, CUT)

        for key in KEYS:
            assert ledger.entry_of(key.appointment_id, key.manage_token) == ledger.entry(ticket.id)
        assert ledger.entry_of(501, "token-502") is None
        assert ledger.entry_of(501, "") is None
        assert ledger.entry_of(501, "ключ") is None
        assert ledger.entry_of(777, "token-501") is None

    def test_the_last_cancelled_appointment_frees_the_wishes(self, ledger: Ledger) -> None:
        ticket = booked(ledger, CUT, COLOUR)

        ledger.cancelled(501, "token-501")
        ledger.cancelled(501, "token-501")
        assert known(ledger, ticket).cancelled_ids == (501,)
        assert known(ledger, ticket).standing is Standing.BOOKED
        assert not is_free(ledger, CUT)

        ledger.cancelled(502, "token-502")
        assert known(ledger, ticket).standing is Standing.CANCELLED
        assert is_free(ledger, CUT, COLOUR)
        assert ledger.claim(ticket, [CUT]).is_own

    def test_nobody_cancels_without_the_key(self, ledger: Ledger) -> None:
        ticket = booked(ledger, CUT)

        ledger.cancelled(501, "token-502")
        ledger.cancelled(777, "token-777")

        assert known(ledger, ticket).cancelled_ids == ()

    def test_cancelling_one_of_two_does_not_start_the_ten_minutes_anew(self, ledger: Ledger) -> None:
        booked(ledger, CUT)
        self.pass_time(590)
        ledger.cancelled(501, "token-501")
        self.pass_time(11)

        assert is_free(ledger, CUT)

    def test_of_two_cancelled_at_once_both_are_known(self, ledger: Ledger) -> None:
        for number in range(10):
            ticket = booked(ledger, f"wish {number}")
            at_once(2, lambda one: ledger.cancelled(KEYS[one].appointment_id, KEYS[one].manage_token))

            assert set(known(ledger, ticket).cancelled_ids) == {501, 502}
            assert known(ledger, ticket).standing is Standing.CANCELLED

    def test_what_turned_out_not_to_be_booked_frees_the_wish(self, ledger: Ledger) -> None:
        noted, left_behind = booked(ledger, CUT, outcome=UNKNOWN), claimed(ledger, COLOUR)
        self.pass_time(31)

        for ticket in (noted, left_behind):
            ledger.absent(ticket.id)
            assert known(ledger, ticket).standing is Standing.NOT_SENT
        assert is_free(ledger, CUT, COLOUR)

    def test_only_what_is_unknown_can_turn_out_not_to_be_booked(self, ledger: Ledger) -> None:
        pending, done = claimed(ledger, CUT), booked(ledger, COLOUR)

        for ticket in (pending, done):
            ledger.absent(ticket.id)
        ledger.absent("never seen")

        assert known(ledger, pending).standing is Standing.PENDING
        assert known(ledger, done).standing is Standing.BOOKED
        assert in_the_way(ledger, CUT).ticket_id == pending.id
        assert in_the_way(ledger, COLOUR).ticket_id == done.id

    def test_a_late_answer_is_believed_and_takes_no_wish_from_another(self, ledger: Ledger) -> None:
        slow = claimed(ledger, CUT, COLOUR)
        self.pass_time(31)
        ledger.absent(slow.id)
        quick = claimed(ledger, CUT)
        ledger.note(slow.id, BOOKED)

        assert known(ledger, slow).standing is Standing.BOOKED
        assert in_the_way(ledger, CUT).ticket_id == quick.id
        assert in_the_way(ledger, COLOUR).ticket_id == slow.id

    def test_a_ticket_of_another_memory_is_stale(self, ledger: Ledger) -> None:
        claim = ledger.claim(issue(BERLIN, "before the restart"), [CUT])

        assert claim == Claim(is_stale=True)
        assert is_free(ledger, CUT)

    def test_the_epoch_stays_as_long_as_the_memory(self, ledger: Ledger) -> None:
        assert len({ledger.epoch() for _ in range(3)}) == 1
        assert ":" not in ledger.epoch()
