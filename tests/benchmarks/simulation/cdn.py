"""What stands between visitors and the app: nothing but a choice of processes, or a cache of pages as well."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Protocol

from tests.benchmarks.simulation.agenda import Agenda, Signal, Wait
from tests.benchmarks.simulation.pages import Address, Page, page
from tests.benchmarks.simulation.process import Process

FOR_ALL = ("services", "date", "time")
LONGEST_REQUEST = 30.0
Opened = Generator["float | Wait", None, Page]


class Front(Protocol):
    def open(self, address: Address) -> Opened: ...


@dataclass
class Balancer:
    """Any process may get any request."""

    processes: Sequence[Process]
    rng: Random
    asked_at: list[float] = field(default_factory=list)
    looked_up: int = 0
    at_hand: int = 0
    counts_from: float = 0.0

    def open(self, address: Address) -> Opened:
        process = self.rng.choice(self.processes)
        is_counted = process.agenda.now >= self.counts_from
        self.asked_at.append(process.agenda.now)
        made: Page = yield from page(process, address, self.rng)
        if is_counted:
            self.looked_up += made.looked_up
            self.at_hand += made.at_hand
        return made


@dataclass
class Kept:
    page: Page
    fresh_until: float
    stale_until: float


@dataclass
class Cdn:
    """One cache (or one shield behind many), which keeps every page under its whole address, asks once however many
    want it, and does as ``Cache-Control`` says. ``drops`` are the parts of an address that it takes away."""

    agenda: Agenda
    behind: Balancer
    drops_campaigns: bool = True
    asked: int = 0
    hits: int = 0
    counts_from: float = 0.0
    _kept: dict[Address, Kept] = field(default_factory=dict)
    _under_way: dict[Address, Signal] = field(default_factory=dict)

    def open(self, address: Address) -> Opened:
        if address.step not in FOR_ALL:
            return (yield from self.behind.open(address))
        is_counted = self.agenda.now >= self.counts_from
        self.asked += is_counted
        key = replace(address, campaign=0, click=0) if self.drops_campaigns else address
        if key in self._under_way:
            yield Wait(self._under_way[key], LONGEST_REQUEST)
        kept = self._kept.get(key)
        if kept and self.agenda.now < kept.stale_until:
            self.hits += is_counted
            if self.agenda.now >= kept.fresh_until and key not in self._under_way:
                self.agenda.begin(self._fetch(key))
            return kept.page
        return (yield from self._fetch(key))

    def _fetch(self, key: Address) -> Opened:
        over = self._under_way.setdefault(key, Signal())
        found: Page = yield from self.behind.open(key)
        fresh, more = found.kept
        # Of an address without a language the answer is the visitor's own.
        if fresh + more and key.language:
            now = self.agenda.now
            self._kept[key] = Kept(found, now + fresh, now + fresh + more)
        if self._under_way.get(key) is over:
            del self._under_way[key]
        self.agenda.end(over)
        return found
