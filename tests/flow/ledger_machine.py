"""All that can happen to tickets and wishes, in any order, beside a simple model of what should come of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from tests.altegio.clock import Clock
from tests.conftest import BERLIN
from widget.domain.booking import AppointmentKey
from widget.flow.entry import BOOKED_HOLDS, KEPT, PENDING_LIFE, Line, Outcome, Standing
from widget.flow.ledger import Ledger
from widget.flow.ticket import TICKET_LIFE, Ticket, issue

WISHES = st.lists(st.sampled_from(["cut", "colour", "shave"]), min_size=1, max_size=3)
OUTCOMES = st.sampled_from([Standing.BOOKED, Standing.UNKNOWN, Standing.REFUSED, Standing.NOT_SENT])
FREEING = (Standing.REFUSED, Standing.NOT_SENT, Standing.CANCELLED)


@dataclass
class Modelled:
    ticket: Ticket
    issued_at: float
    ledger: Ledger
    """Of the process that claims it, which is the one that books."""
    standing: Standing | None = None
    begun_at: float = 0
    booked_at: float = 0
    changed_at: float = 0
    intents: list[str] = field(default_factory=list)
    keys: list[AppointmentKey] = field(default_factory=list)
    is_noted: bool = False
    was_freed: bool = False


class LedgerMachine(RuleBasedStateMachine):
    tickets = Bundle("tickets")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.ledger = self.new_ledger()
        self.all: list[Modelled] = []
        self.held: dict[str, tuple[Modelled, float]] = {}
        self.granted_last: dict[str, Modelled] = {}

    def new_ledger(self) -> Ledger:
        raise NotImplementedError

    def let_expire(self, seconds: float) -> None:
        """For a memory that does not go by the clock of the test."""

    @rule(target=tickets)
    def issue(self) -> Modelled:
        self.all.append(Modelled(issue(BERLIN, self.ledger.epoch()), self.clock.now, self.ledger))
        return self.all[-1]

    @rule(one=tickets, intents=WISHES, again=st.booleans())
    def claim(self, one: Modelled, intents: list[str], again: bool) -> None:
        if not one.standing and self.clock.now - one.issued_at > TICKET_LIFE:
            return  # has expired: whoever claims refuses it
        blockers = [holder for holder in map(self.holder, intents) if holder and not self.gives_way(holder, again)]

        claim = self.ledger.claim(one.ticket, intents, again=again)

        assert not claim.is_stale
        assert claim.is_own is (one.standing is not None)
        assert claim.is_granted is (not claim.is_own and not blockers)
        assert claim.entry
        if claim.is_same_wish:
            assert claim.entry.ticket_id == blockers[0].ticket.id
        if claim.is_granted:
            self.require_right_to_book(intents, again)
            self.change(one, Standing.PENDING)
            one.ledger, one.begun_at, one.intents = self.ledger, self.clock.now, intents
            self.held |= dict.fromkeys(intents, (one, self.clock.now + KEPT))
            self.granted_last |= dict.fromkeys(intents, one)

    @rule(one=tickets)
    def amend(self, one: Modelled) -> None:
        may_be_sent = one.ledger.amend(one.ticket.id, [Line(1, (1,), 1, "2026-12-08T12:00:00+01:00", 30)])

        assert may_be_sent is (one.standing is Standing.PENDING)
        if may_be_sent:
            one.changed_at = self.clock.now

    @rule(one=tickets, standing=OUTCOMES)
    def note(self, one: Modelled, standing: Standing) -> None:
        if not one.standing or one.is_noted:
            return  # what is noted follows a claim that was granted, once
        number = self.all.index(one)
        keys = [AppointmentKey(id, 10 * number + id, f"{number} {id}") for id in (1, 2)]
        one.is_noted, one.booked_at = True, self.clock.now
        one.keys = keys if standing is Standing.BOOKED else []

        one.ledger.note(one.ticket.id, Outcome(standing, keys=tuple(one.keys)))

        self.change(one, standing)

    @rule(one=tickets, place=st.integers(0, 1))
    def cancel(self, one: Modelled, place: int) -> None:
        if one.standing is not Standing.BOOKED or len(one.keys) <= place:
            return
        key = one.keys.pop(place)

        self.ledger.cancelled(key.appointment_id, key.manage_token)

        one.changed_at = self.clock.now
        if not one.keys:
            self.change(one, Standing.CANCELLED)

    @rule(one=tickets)
    def absent(self, one: Modelled) -> None:
        self.ledger.absent(one.ticket.id)

        if one.standing is Standing.UNKNOWN:
            self.change(one, Standing.NOT_SENT)

    @rule(seconds=st.sampled_from([1, 10, 29, 31, 300, 599, 601, 3600, KEPT - 60]))
    def pass_time(self, seconds: int) -> None:
        self.clock.now += seconds
        self.let_expire(seconds)
        for one in self.all:
            if one.standing and self.clock.now >= one.changed_at + KEPT:
                one.standing = None
            elif one.standing is Standing.PENDING and self.clock.now - one.begun_at > PENDING_LIFE:
                one.standing = Standing.UNKNOWN

    @invariant()
    def what_became_of_each_is_known(self) -> None:
        for one in self.all:
            entry = self.ledger.entry(one.ticket.id)
            assert (entry.standing if entry else None) == one.standing

    def require_right_to_book(self, intents: list[str], again: bool) -> None:
        """Never two claims of one wish without something between them, or a word of the visitor's."""
        for before in (self.granted_last[intent] for intent in intents if intent in self.granted_last):
            is_booked = before.standing is Standing.BOOKED
            has_passed = before.booked_at and self.clock.now >= before.booked_at + BOOKED_HOLDS
            is_forgotten = self.clock.now >= before.changed_at + KEPT
            assert before.was_freed or is_forgotten or (is_booked and (again or has_passed))

    def holder(self, intent: str) -> Modelled | None:
        holder, until = self.held.get(intent, (None, 0.0))
        return holder if self.clock.now < until else None

    def gives_way(self, holder: Modelled, again: bool) -> bool:
        return again and holder.standing is Standing.BOOKED

    def change(self, one: Modelled, standing: Standing) -> None:
        one.standing, one.changed_at = standing, self.clock.now
        one.was_freed = one.was_freed or standing in FREEING
        holds = {Standing.BOOKED: BOOKED_HOLDS, Standing.UNKNOWN: KEPT}.get(standing, 0)
        for intent in one.intents:
            if self.holder(intent) in (None, one):
                self.held[intent] = one, self.clock.now + holds
