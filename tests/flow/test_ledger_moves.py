from __future__ import annotations

import json

import pytest

from tests.altegio.clock import Clock
from tests.flow.moves_behaviour import NEW, MovesBehaviour
from widget.flow.entry import Entry, Move, Standing, from_text, to_text
from widget.flow.memory_ledger import MemoryLedger


class TestMemoryLedger(MovesBehaviour):
    @pytest.fixture(autouse=True)
    def _begin(self) -> None:
        self.clock = Clock()

    @pytest.fixture
    def ledger(self) -> MemoryLedger:
        return MemoryLedger(self.clock)

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds


def test_moves_survive_being_written_and_read() -> None:
    moves = (Move(501, NEW, 1_790_000_000.5), Move(502, "", 1_790_000_001.0))
    entry = Entry(Standing.BOOKED, "ticket", 1_790_000_000.0, moves=moves)

    assert from_text(to_text(entry)) == entry


def test_an_entry_of_a_release_that_knew_no_moves_can_be_read() -> None:
    entry = Entry(Standing.BOOKED, "ticket", 1_790_000_000.0)
    row = json.loads(to_text(entry))
    del row["moves"]

    assert from_text(json.dumps(row)) == entry
