from __future__ import annotations

import pytest

from tests.altegio.clock import Clock
from tests.flow.ledger_behaviour import (
    BOOKED,
    CUT,
    KEYS,
    LINES,
    REFUSED,
    LedgerBehaviour,
    booked,
    claimed,
    in_the_way,
    new,
)
from widget.flow.entry import Entry, Standing, from_text, to_text
from widget.flow.ledger import Claim
from widget.flow.memory_ledger import MOST_TICKETS, MemoryLedger


class TestMemoryLedger(LedgerBehaviour):
    @pytest.fixture(autouse=True)
    def _begin(self) -> None:
        self.clock = Clock()

    @pytest.fixture
    def ledger(self) -> MemoryLedger:
        return MemoryLedger(self.clock)

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds

    def test_after_a_restart_the_tickets_issued_before_are_stale(self, ledger: MemoryLedger) -> None:
        used, unused = claimed(ledger, CUT), new(ledger)
        restarted = MemoryLedger(self.clock)

        assert restarted.claim(used, [CUT]) == restarted.claim(unused, [CUT]) == Claim(is_stale=True)

    def test_a_flood_of_refusals_pushes_out_nothing_that_may_stand(self, ledger: MemoryLedger) -> None:
        pending, done = claimed(ledger, "pending"), booked(ledger, "booked")
        for _ in range(MOST_TICKETS):
            booked(ledger, CUT, outcome=REFUSED)

        assert ledger.claim(pending, ["pending"]).is_own
        assert ledger.claim(done, ["booked"]).is_own
        assert ledger.size <= MOST_TICKETS

    def test_a_wish_whose_ticket_had_to_make_room_is_still_held(self, ledger: MemoryLedger) -> None:
        claimed(ledger, CUT)
        for number in range(MOST_TICKETS):
            claimed(ledger, str(number))

        assert in_the_way(ledger, CUT, again=True).standing is Standing.UNKNOWN
        assert ledger.size <= MOST_TICKETS


def test_an_entry_survives_being_written_and_read() -> None:
    entry = Entry(
        Standing.REFUSED, "ticket", 1_796_000_000.25, ("a", "b"), LINES, KEYS, "slot-taken", 2, cancelled_ids=(501,)
    )

    assert from_text(to_text(entry)) == entry
    assert from_text(to_text(Entry(Standing.PENDING, "ticket", 1.0))) == Entry(Standing.PENDING, "ticket", 1.0)


def test_an_outcome_replaces_what_was_thought_before() -> None:
    entry = Entry(Standing.UNKNOWN, "ticket", 1.0, (CUT,), LINES)

    assert entry.settled(BOOKED) == Entry(Standing.BOOKED, "ticket", 1.0, (CUT,), LINES, KEYS)
