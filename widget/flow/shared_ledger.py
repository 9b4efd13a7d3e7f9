"""The ledger of all processes, in Redis."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Sequence

from widget.altegio.redis_link import Away, RedisLink
from widget.flow.entry import KEPT, Entry, Line, Move, Outcome, Standing, claimed, from_text, to_text
from widget.flow.ledger import Claim
from widget.flow.memory_ledger import MemoryLedger
from widget.flow.ticket import Ticket

EPOCH = """
local function epoch(key)
    -- A server that was started anew, or another one that stepped in, may have lost what came last, although the
    -- key is there. Where INFO is not allowed the key has to do.
    local info = redis.pcall('INFO', 'server')
    local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or ''
    return string.sub(redis.sha1hex((redis.call('GET', key) or '') .. run), 1, 16)
end
"""
NAME_EPOCH = f"""{EPOCH}
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return epoch(KEYS[1])
"""
CLAIM = f"""{EPOCH}
-- KEYS: the ticket, the epoch, the wishes. ARGV: ticket id, its epoch, entry, seconds, 'again', prefix of tickets.
local known = redis.call('GET', KEYS[1])
if known then return {{'own', known}} end
if epoch(KEYS[2]) ~= ARGV[2] then return {{'stale', ''}} end
for i = 3, #KEYS do
    local holder = redis.call('GET', KEYS[i])
    local entry = holder and redis.call('GET', ARGV[6] .. holder)
    if holder and not entry then return {{'forgotten', holder}} end
    if entry and not (ARGV[5] == 'again' and cjson.decode(entry).standing == 'booked') then return {{'same', entry}} end
end
redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
for i = 3, #KEYS do redis.call('SET', KEYS[i], ARGV[1], 'EX', ARGV[4]) end
return {{'granted', ''}}
"""
STORE = """
-- KEYS: the ticket, its wishes, its appointments. ARGV: ticket id, entry, seconds, how many wishes, for how many
-- seconds they are held, and the entry that must be there now ('any' if it does not matter).
if ARGV[6] ~= 'any' and redis.call('GET', KEYS[1]) ~= ARGV[6] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
local wishes = tonumber(ARGV[4])
for i = 2, 1 + wishes do
    local holder = redis.call('GET', KEYS[i])
    if not holder or holder == ARGV[1] then
        if ARGV[5] == '0' then redis.call('DEL', KEYS[i]) else redis.call('SET', KEYS[i], ARGV[1], 'EX', ARGV[5]) end
    end
end
for i = 2 + wishes, #KEYS do redis.call('SET', KEYS[i], ARGV[1], 'EX', ARGV[3]) end
return 1
"""
ANY = "any"
MOST_DOUBTS = 100
"""Claims of which Redis gave no word. Forgetting one costs a visitor an "unknown" that could have been a "not sent"."""


class SharedLedger:
    """For all processes, by way of Redis. What this process did itself it also knows without.

    Redis may come back empty, or with what it knew a while ago: then the tickets issued before are stale, and what
    this process has claimed stays claimed for it.
    """

    def __init__(self, link: RedisLink, clock: Callable[[], float] = time.time) -> None:
        self._link = link
        self._clock = clock
        self._mine = MemoryLedger(clock)
        self._owed: dict[str, tuple[Entry, str]] = {}
        """By ticket: what Redis has yet to be told, and the entry that it replaces."""
        self._telling = threading.Lock()

    def epoch(self) -> str:
        self._tell()
        key = self._link.key("epoch")
        return str(self._link.do(lambda redis: redis.eval(NAME_EPOCH, 1, key, secrets.token_hex(8))))

    def claim(self, ticket: Ticket, intents: Sequence[str], *, again: bool = False) -> Claim:
        entry = claimed(ticket, self._clock(), intents)
        try:
            self._tell()
            return self._remembered_here(entry, again) or self._claim(entry, ticket.epoch, again)
        except Away:
            if known := self._mine.entry(ticket.id):
                return Claim(known, is_own=True)
            self._doubt(entry)
            raise

    def amend(self, ticket_id: str, lines: Sequence[Line]) -> bool:
        self._mine.amend(ticket_id, lines)
        return self._change(ticket_id, lambda entry: entry.amended(tuple(lines)))

    def note(self, ticket_id: str, outcome: Outcome) -> None:
        """This process knows it even when Away is raised, and tells Redis as soon as it is back."""
        self._mine.note(ticket_id, outcome)
        if entry := self._mine.entry(ticket_id):
            with self._telling:
                self._owed[ticket_id] = entry, ANY
        self._tell()

    def entry(self, ticket_id: str) -> Entry | None:
        return self._or_mine(lambda: self._entry(ticket_id), self._mine.entry(ticket_id))

    def entry_of(self, appointment_id: int, manage_token: str) -> Entry | None:
        mine = self._mine.entry_of(appointment_id, manage_token)
        return self._or_mine(lambda: self._entry_of(appointment_id, manage_token), mine)

    def cancelled(self, appointment_id: int, manage_token: str) -> None:
        entry = self.entry_of(appointment_id, manage_token)
        self._mine.cancelled(appointment_id, manage_token)
        if entry:
            self._change(entry.ticket_id, lambda entry: entry.without(appointment_id))

    def moved(self, appointment_id: int, manage_token: str, wire_datetime: str) -> None:
        move = Move(appointment_id, wire_datetime, self._clock())
        entry = self.entry_of(appointment_id, manage_token)
        self._mine.moved(appointment_id, manage_token, wire_datetime)
        if entry:
            self._change(entry.ticket_id, lambda entry: entry.moved(move))

    def absent(self, ticket_id: str) -> None:
        self._mine.absent(ticket_id)
        self._change(ticket_id, Entry.found_absent)

    def _remembered_here(self, wanted: Entry, again: bool) -> Claim | None:
        """What this process has claimed and Redis has forgotten. Of all else Redis knows more."""
        own = self._mine.entry(wanted.ticket_id)
        for known in (own, *self._mine.obstacles(wanted.intents, again=again)):
            if known and not self._text(known.ticket_id):
                return Claim(known, is_own=known is own)
        return None

    def _claim(self, entry: Entry, epoch: str, again: bool) -> Claim:
        keys = [self._ticket_key(entry.ticket_id), self._link.key("epoch"), *self._intent_keys(entry)]
        args: list[str | int] = [
            entry.ticket_id,
            epoch,
            to_text(entry),
            KEPT,
            "again" if again else "",
            self._ticket_key(""),
        ]
        answer, told = self._link.do(lambda redis: redis.eval(CLAIM, len(keys), *keys, *args))
        if answer == "granted":
            self._mine.take(entry)
            return Claim(entry, is_granted=True)
        if answer == "stale":
            return Claim(is_stale=True)
        if answer == "forgotten":
            return Claim(Entry(Standing.UNKNOWN, told, self._clock()))
        return Claim(from_text(told).as_of(self._clock()), is_own=answer == "own")

    def _entry(self, ticket_id: str) -> Entry | None:
        text = self._text(ticket_id)
        return from_text(text).as_of(self._clock()) if text else None

    def _entry_of(self, appointment_id: int, manage_token: str) -> Entry | None:
        key = self._appointment_key(appointment_id)
        ticket_id = self._link.do(lambda redis: redis.get(key))
        entry = self._entry(str(ticket_id)) if ticket_id else None
        return entry if entry and entry.is_opened_by(appointment_id, manage_token) else None

    def _or_mine(self, look: Callable[[], Entry | None], mine: Entry | None) -> Entry | None:
        try:
            self._tell()
            return look() or mine
        except Away:
            if mine:
                return mine
            raise

    def _change(self, ticket_id: str, change: Callable[[Entry], Entry | None]) -> bool:
        self._tell()
        while text := self._text(ticket_id):
            entry = from_text(text).as_of(self._clock())
            changed = change(entry)
            if not changed:
                return False
            # Whoever changed it meanwhile came first: then look again.
            if self._store(changed, text, holds_anew=changed.standing is not entry.standing):
                return True
        return False

    def _store(self, entry: Entry, replaced: str, *, holds_anew: bool = True) -> bool:
        intents = self._intent_keys(entry) if holds_anew else []
        appointments = [self._appointment_key(key.appointment_id) for key in entry.keys]
        keys = [self._ticket_key(entry.ticket_id), *intents, *appointments]
        args: list[str | int] = [entry.ticket_id, to_text(entry), KEPT, len(intents), entry.hold, replaced]
        return bool(self._link.do(lambda redis: redis.eval(STORE, len(keys), *keys, *args)))

    def _tell(self) -> None:
        if not self._owed:
            return
        with self._telling:
            for ticket_id, (entry, replaced) in list(self._owed.items()):
                self._store(entry, replaced)
                del self._owed[ticket_id]

    def _doubt(self, entry: Entry) -> None:
        """Redis gave no word, but may have noted the claim: nothing will be sent for it."""
        if len(self._owed) < MOST_DOUBTS:
            with self._telling:
                self._owed.setdefault(entry.ticket_id, (entry.settled(Outcome(Standing.NOT_SENT)), to_text(entry)))

    def _text(self, ticket_id: str) -> str:
        return str(self._link.do(lambda redis: redis.get(self._ticket_key(ticket_id))) or "")

    def _ticket_key(self, ticket_id: str) -> str:
        return self._link.key("ticket", ticket_id)

    def _appointment_key(self, appointment_id: int) -> str:
        return self._link.key("appointment", str(appointment_id))

    def _intent_keys(self, entry: Entry) -> list[str]:
        return [self._link.key("intent", intent) for intent in entry.intents]
