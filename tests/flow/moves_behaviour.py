"""What every ledger knows of appointments that were moved after they were booked."""

from __future__ import annotations

import pytest

from tests.altegio.clock import Clock
from tests.flow.ledger_behaviour import BOOKED, CUT, KEYS, LINES, at_once, booked, claimed, is_free, known
from widget.flow.entry import KEPT, Move, Standing
from widget.flow.ledger import Ledger

NEW, NEWER = "2026-12-09T10:00:00+01:00", "2026-12-10T10:00:00+01:00"
FIRST, SECOND = KEYS


class MovesBehaviour:
    clock: Clock

    def pass_time(self, seconds: float) -> None:
        raise NotImplementedError

    def test_the_last_time_of_each_appointment_is_known(self, ledger: Ledger) -> None:
        ticket = booked(ledger, CUT)
        begun_at = self.clock.now
        for seconds, key, time in ((60, FIRST, NEW), (60, SECOND, NEW), (60, FIRST, NEWER)):
            self.pass_time(seconds)
            ledger.moved(key.appointment_id, key.manage_token, time)

        entry = known(ledger, ticket)
        assert entry.move_of(501) == Move(501, NEWER, begun_at + 180)
        assert entry.move_of(502) == Move(502, NEW, begun_at + 120)
        assert (entry.revision_of(501), entry.revision_of(502), entry.revision_of(777)) == (180, 120, 0)
        assert (entry.standing, entry.keys) == (Standing.BOOKED, KEYS)

    def test_what_was_booked_is_not_forgotten_over_it(self, ledger: Ledger) -> None:
        ticket = claimed(ledger, CUT)
        ledger.amend(ticket.id, LINES)
        ledger.note(ticket.id, BOOKED)
        ledger.moved(501, "token-501", NEW)
        ledger.cancelled(502, "token-502")

        entry = known(ledger, ticket)
        assert (entry.lines, entry.cancelled_ids) == (LINES, (502,))
        assert entry.move_of(501)

    def test_while_a_move_is_on_its_way_no_time_is_known(self, ledger: Ledger) -> None:
        ticket = booked(ledger, CUT)
        assert known(ledger, ticket).knows_time_of(501)

        ledger.moved(501, "token-501", "")

        entry = known(ledger, ticket)
        assert (entry.knows_time_of(501), entry.knows_time_of(502)) == (False, True)
        ledger.moved(501, "token-501", NEW)
        assert known(ledger, ticket).knows_time_of(501)

    def test_the_same_move_twice_is_one(self, ledger: Ledger) -> None:
        ticket = booked(ledger, CUT)
        ledger.moved(501, "token-501", NEW)
        first = known(ledger, ticket)
        self.pass_time(60)
        ledger.moved(501, "token-501", NEW)

        assert known(ledger, ticket) == first

    def test_within_a_second_it_is_a_change_all_the_same(self, ledger: Ledger) -> None:
        ticket = booked(ledger, CUT)
        ledger.moved(501, "token-501", NEW)

        assert known(ledger, ticket).revision_of(501) == 1

    @pytest.mark.parametrize(("id", "token"), [(501, "token-502"), (501, ""), (777, "token-501")])
    def test_nobody_moves_without_the_key(self, ledger: Ledger, id: int, token: str) -> None:
        ticket = booked(ledger, CUT)
        before = known(ledger, ticket)

        ledger.moved(id, token, NEW)

        assert known(ledger, ticket) == before

    def test_a_move_neither_frees_nor_prolongs_a_wish(self, ledger: Ledger) -> None:
        booked(ledger, CUT)
        self.pass_time(590)
        ledger.moved(501, "token-501", NEW)
        assert not is_free(ledger, CUT)

        self.pass_time(11)

        assert is_free(ledger, CUT)

    def test_of_two_moved_at_once_both_are_known(self, ledger: Ledger) -> None:
        for number in range(10):
            ticket = booked(ledger, f"wish {number}")
            at_once(2, lambda one: ledger.moved(KEYS[one].appointment_id, KEYS[one].manage_token, NEW))

            entry = known(ledger, ticket)
            assert entry.move_of(501)
            assert entry.move_of(502)

    def test_after_a_day_it_is_forgotten_with_the_rest(self, ledger: Ledger) -> None:
        booked(ledger, CUT)
        ledger.moved(501, "token-501", NEW)
        self.pass_time(KEPT + 1)

        assert ledger.entry_of(501, "token-501") is None
        ledger.moved(501, "token-501", NEWER)
        assert ledger.entry_of(501, "token-501") is None
