from __future__ import annotations

from hypothesis import settings

from tests.flow.ledger_machine import LedgerMachine
from widget.flow.memory_ledger import MemoryLedger


class MemoryLedgerMachine(LedgerMachine):
    def new_ledger(self) -> MemoryLedger:
        return MemoryLedger(self.clock)


class TestMemoryLedgerMachine(MemoryLedgerMachine.TestCase):  # type: ignore[misc, valid-type]
    settings = settings(max_examples=200, deadline=None)
