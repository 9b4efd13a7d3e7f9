"""All that a visitor can do about a booking, in any order, while Altegio fails in any way: through the real pages,
beside a model of what Altegio may be asked and of what the visitor may be told."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import time_machine
from bs4 import Tag
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from booking_site.sandbox.fault import Fault
from booking_site.sandbox.records import Record
from booking_site.sandbox.salon import NotFree
from booking_site.sandbox.server import running
from tests.booking.salon import (
    AFTERNOON,
    ANYONE,
    HAIRCUT,
    JONAS,
    MINUTES,
    NOON,
    NOW,
    YUSUF,
    Wish,
    bookings_asked,
    is_free,
    only_two_work,
    standing,
    wish_of,
)
from tests.booking.told import Told, booked_ids, opened_ids, reference, told
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.walker import Page, Walker
from widget.altegio.keeping import NEWEST
from widget.flow.entry import BOOKED_HOLDS, KEPT
from widget.flow.ticket import TICKET_LIFE
from widget.flow.ticket import reference as reference_of

PHONES = ("+4930901820", "+4930901821")
TIMES = ((NOON,), (NOON,), (AFTERNOON,), (NOON, AFTERNOON))
FAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "dropped before": ("drop", {}),
    "dropped after": ("drop", {"after": True}),
    "error 500": ("error", {"status": 500}),
    "half an answer": ("truncated", {}),
    "empty 201": ("answer", {"status": 201}),
    "taken 433": ("refuse", {"code": 433}),
    "nobody free 436": ("refuse", {"code": 436}),
    "phone 431": ("refuse", {"code": 431}),
    "rate": ("rate", {"retry_after": 1}),
    "token 401": ("refuse", {"status": 401, "shape": "G"}),
}
ENDPOINTS = ("book_record",) * 5 + ("book_check", "book_staff", "book_times")
Press = tuple["Open", Tag | str, dict[str, str]]
BACK = st.integers(0, 3)
"""So many pages ago, as far as there are any."""
PHONE = st.sampled_from([PHONES[0], PHONES[0], *PHONES])
MEMBER = st.sampled_from([ANYONE, YUSUF])
TROUBLE = st.none() | st.none() | st.tuples(st.sampled_from(sorted(FAULTS)), st.sampled_from(ENDPOINTS))
"""What is met on the way, and where."""
Trouble = tuple[str, str] | None


@dataclass
class Open:
    """A page that a visitor still has open, with what it is about."""

    page: Page
    times: tuple[datetime, ...]
    member_id: int
    life: int
    """Which life of the process it was made in."""
    opened_at: float
    phone: str = ""

    @property
    def ticket_id(self) -> str:
        """Empty where the page has none."""
        return self.page.typed().get("ticket", "").split(":")[0]

    @property
    def wishes(self) -> list[Wish]:
        return [(self.phone, at) for at in self.times]


@dataclass
class Sent:
    """A booking that reached Altegio, and was not refused."""

    reference: int
    wishes: list[Wish]
    at: float
    is_unclear: bool
    """Whether no answer came that says what became of it."""


@dataclass
class Known:
    """Of all that one process did."""

    sent: list[Sent] = field(default_factory=list)
    about: dict[int, list[Wish]] = field(default_factory=dict)
    """By reference: what each form was sent for, whatever is typed into it later."""
    unclear: set[int] = field(default_factory=set)
    """References of those that got no answer, whatever was found out later."""
    told_ids: set[int] = field(default_factory=set)
    freed: defaultdict[Wish, float] = field(default_factory=lambda: defaultdict(float))
    """When one of them was cancelled last, or another one was asked for."""
    used: set[str] = field(default_factory=set)
    """Tickets that were sent."""
    over: set[int] = field(default_factory=set)
    """References of forms that are known to have booked nothing: each tells so again, whatever others did since."""

    def lost(self, wishes: Sequence[Wish]) -> list[Sent]:
        """Of which nobody knows what became, and which are still remembered."""
        return [one for one in self._of(wishes) if one.is_unclear and time.time() < one.at + KEPT]

    def just_booked(self, wishes: Sequence[Wish]) -> list[Sent]:
        return [one for one in self._of(wishes) if not one.is_unclear and time.time() < one.at + BOOKED_HOLDS]

    def held(self, wishes: Sequence[Wish]) -> list[Sent]:
        """What was just booked, and nothing has come between since."""
        return [
            one
            for one in self.just_booked(wishes)
            if any(self.freed[wish] < one.at for wish in wishes if wish in one.wishes)
        ]

    def _of(self, wishes: Sequence[Wish]) -> list[Sent]:
        return [one for one in self.sent if set(one.wishes) & set(wishes)]


class VisitorMachine(RuleBasedStateMachine):
    def __init__(self, settings: Any) -> None:
        super().__init__()
        self.settings = settings
        self.stack = ExitStack()
        self.sandbox = self.stack.enter_context(running(rate_limited=False))
        settings.ALTEGIO_API_URL = self.sandbox.url
        only_two_work(self.sandbox)
        traveller = time_machine.travel(NOW, tick=True)
        self.clock = traveller.start()
        self.stack.callback(traveller.stop)
        self.known = Known()
        self.life = 0
        self.faults: list[Fault] = []
        self.is_calm = True
        self.forms: list[Open] = []
        self.tries: list[Open] = []
        self.checks: list[Open] = []
        self.agains: list[Open] = []
        self.booked: list[Open] = []

    def teardown(self) -> None:
        self.stack.close()

    # What the visitor does.

    @initialize()
    def begin(self) -> None:
        self.open_form(TIMES[0], ANYONE)

    @rule(times=st.sampled_from(TIMES), member_id=MEMBER)
    def open_form(self, times: tuple[datetime, ...], member_id: int) -> None:
        finished = [("appointment", f"{HAIRCUT}~{member_id}~{at.isoformat()}") for at in times[:-1]]
        query = [("service", HAIRCUT), ("team_member", member_id), ("slot", times[-1].isoformat()), ("lang", "en")]
        page = Walker(EnglishClient()).open(f"/{BERLIN}/details/?{urlencode([*query, *finished])}")
        self.keep(page, Open(page, times, member_id, self.life, time.time()))

    @rule(back=BACK, phone=PHONE, trouble=TROUBLE)
    @precondition(lambda self: self.forms)
    def send(self, back: int, phone: str, trouble: Trouble) -> None:
        with self.meeting(trouble):
            self.act([self.filled_in(back, phone)])

    @rule(times=st.sampled_from(TIMES), member_id=MEMBER, phone=PHONE, trouble=TROUBLE)
    def open_and_send(self, times: tuple[datetime, ...], member_id: int, phone: str, trouble: Trouble) -> None:
        known = len(self.forms)
        self.open_form(times, member_id)
        if len(self.forms) > known:
            self.send(0, phone, trouble)

    @rule(back=BACK, phone=PHONE, trouble=TROUBLE)
    @precondition(lambda self: self.forms)
    def send_twice_at_once(self, back: int, phone: str, trouble: Trouble) -> None:
        with self.meeting(trouble):
            self.act([self.filled_in(back, phone)] * 2)

    @rule(back=BACK, other=BACK, phone=PHONE, trouble=TROUBLE)
    @precondition(lambda self: len(self.forms) > 1)
    def send_two_forms_at_once(self, back: int, other: int, phone: str, trouble: Trouble) -> None:
        with self.meeting(trouble):
            self.act([self.filled_in(number, phone) for number in (back, other)])

    @rule(back=BACK, trouble=TROUBLE)
    @precondition(lambda self: self.tries)
    def try_again(self, back: int, trouble: Trouble) -> None:
        with self.meeting(trouble):
            self.act([self.pressing(self.tries, back, "Try again")])

    @rule(back=BACK, seconds=st.sampled_from([0, 30, 61]))
    @precondition(lambda self: self.checks)
    def check_again(self, back: int, seconds: int) -> None:
        self.wait(seconds)
        looked_at = self.nth(self.checks, back)
        was_over = reference_of(looked_at.ticket_id) in self.known.over

        [page] = self.act([(looked_at, "Check again", {})], do="check")

        if told(page) is Told.NOT_BOOKED:
            self.found_absent(looked_at, was_over)

    @rule(back=BACK, trouble=TROUBLE)
    @precondition(lambda self: self.agains)
    def book_another(self, back: int, trouble: Trouble) -> None:
        press = self.pressing(self.agains, back, "Book another one at the same time")
        self.known.freed |= dict.fromkeys(press[0].wishes, time.time())
        with self.meeting(trouble):
            self.act([press], do="again")

    @rule(back=BACK, number=st.integers(0, 1))
    @precondition(lambda self: self.booked)
    def cancel(self, back: int, number: int) -> None:
        opened = self.nth(self.booked, back)
        buttons = opened.page.buttons("Yes, cancel it")
        stood = {record.id: wish_of(record) for record in standing(self.sandbox)}

        self.act([(opened, buttons[number % len(buttons)], {})], do="cancel")

        for id in stood.keys() - {record.id for record in standing(self.sandbox)}:
            self.known.freed[stood[id]] = time.time()

    @rule(back=BACK)
    @precondition(lambda self: self.booked)
    def look_at_the_booking(self, back: int) -> None:
        opened = self.nth(self.booked, back)
        page = Walker(EnglishClient()).open(opened.page.url.replace("/cancel/", "/"))
        self.keep(page, opened)

    # What happens meanwhile.

    @rule(seconds=st.sampled_from([30, 61, 300, 720, 720, 5 * 60 * 60]))
    def wait(self, seconds: float) -> None:
        self.clock.shift(seconds)
        self.rest()

    @rule(taken=st.sampled_from([(YUSUF, NOON), (JONAS, NOON), (YUSUF, AFTERNOON), None, None]))
    def somebody_else_comes_or_goes(self, taken: tuple[int, datetime] | None) -> None:
        if taken:
            with suppress(NotFree):
                self.sandbox.salon.take(BERLIN, *taken, MINUTES)
        else:
            for record in self.sandbox.salon.records:
                if not record.online and not record.deleted:
                    self.sandbox.salon.cancel(record)
            self.clock.shift(NEWEST + 1)  # until then the widget may believe what it heard

    @rule(fault=st.none() | st.sampled_from(sorted(FAULTS)), endpoint=st.sampled_from(ENDPOINTS))
    def fail_or_work_again(self, fault: str | None, endpoint: str) -> None:
        if fault:
            self.add_fault(fault, endpoint, None)
        else:
            self.sandbox.faults.clear()
            self.rest()

    @rule(is_time=st.sampled_from([False, False, True]))
    def start_anew(self, is_time: bool) -> None:
        """The process: with it goes all that it knew."""
        if is_time:
            self.settings.ALTEGIO_API_URL = self.sandbox.url
            self.life += 1
            self.known = Known()
            for pages in self.opened:
                del pages[:-1]

    # How it is done, and what is expected of it.

    @contextmanager
    def meeting(self, trouble: Trouble) -> Iterator[None]:
        """For this once."""
        fault = self.add_fault(*trouble, 1) if trouble else None
        yield
        if fault:
            fault.cancel()
            self.rest()

    def add_fault(self, fault: str, endpoint: str, times: int | None) -> Fault:
        kind, options = FAULTS[fault]
        self.faults.append(self.sandbox.faults.add(kind, endpoint, times, **options))
        self.is_calm = False
        return self.faults[-1]

    @property
    def opened(self) -> tuple[list[Open], ...]:
        return self.forms, self.tries, self.checks, self.agains, self.booked

    def rest(self) -> None:
        """A pause or an open circuit, which do not go by the clock that is moved, have passed."""
        self.settings.ALTEGIO_BURST = self.settings.ALTEGIO_BURST
        self.is_calm = not any(fault.meets(fault.endpoint) for fault in self.faults)

    def nth(self, pages: Sequence[Open], back: int) -> Open:
        return pages[-1 - back % len(pages)]

    def pressing(self, pages: Sequence[Open], back: int, button: str) -> Press:
        return self.nth(pages, back), button, {}

    def filled_in(self, back: int, phone: str) -> Press:
        opened = self.nth(self.forms, back)
        return (
            replace(opened, phone=phone),
            opened.page.all("[data-book]")[0],
            {"fullname": "Ada Lovelace", "phone": phone},
        )

    def act(self, presses: Sequence[Press], *, do: str = "book") -> list[Page]:
        """Presses these buttons at once, and holds Altegio's log and the pages to what is right."""
        must_book = do in ("book", "again") and len(presses) == 1 and self.must_be_booked(presses[0][0], do)
        asked, stood = len(bookings_asked(self.sandbox)), {record.id for record in standing(self.sandbox)}
        with ThreadPoolExecutor(len(presses)) as pool:
            pages = list(pool.map(lambda press: self.press(*press), presses))

        self.require_right_to_book(asked, {press[0].life for press in presses}, do)
        for page, (opened, *_) in zip(pages, presses, strict=True):
            self.require_truth(page, opened, stood if len(presses) > 1 else None)
            self.keep(page, opened)
        if must_book and "too-many-requests" not in pages[0].errors:
            assert told(pages[0]) is Told.BOOKED, f"nothing stood in the way: {pages[0].text}"
        tickets = {opened.ticket_id for opened, *_ in presses}
        if len(tickets) < len(presses) and not tickets & self.known.used:
            assert len({told(page) for page in pages} - {Told.NOTHING}) <= 1, "one form, two stories"
        self.known.used |= tickets
        for page, (opened, *_) in zip(pages, presses, strict=True):
            if told(page) is Told.NOT_BOOKED:
                self.known.over.add(reference_of(opened.ticket_id))
            if told(page) is Told.NOT_BOOKED and page.buttons("Try again"):
                assert page.typed()["ticket"].split(":")[0] not in self.known.used, "trying again leads nowhere"
        return pages

    def press(self, opened: Open, button: Tag | str, typed: dict[str, str]) -> Page:
        walker = Walker(EnglishClient())
        walker.page = opened.page
        return walker.press(button, **typed)

    def keep(self, page: Page, opened: Open) -> None:
        """Where the visitor can go on from, or come back to."""
        kept = Open(page, opened.times, opened.member_id, self.life, time.time(), opened.phone)
        if kept.ticket_id == opened.ticket_id:
            kept.life, kept.opened_at = opened.life, opened.opened_at
        has = (
            page.all("[data-book]"),
            kept.ticket_id and page.buttons("Try again"),
            page.buttons("Check again"),
            page.buttons("Book another one"),
            page.buttons("Yes, cancel it"),
        )
        for pages, found in zip(self.opened, has, strict=True):
            if found:
                pages.append(kept)

    def require_right_to_book(self, asked: int, lives: set[int], do: str) -> None:
        """Never twice for one wish without something between, or a word of the visitor's."""
        for one in bookings_asked(self.sandbox)[asked:]:
            assert do in ("book", "again"), "whoever only looks or cancels has booked"
            assert self.life in lives, "a form of a former life was sent"
            assert not self.known.lost(one.wishes), "nobody knows what became of the first"
            assert not self.known.held(one.wishes), "it was just booked"
            self.known.about[one.reference] = one.wishes
            if one.was_refused:
                continue
            is_clear = one.received.status == 201 and any(
                record.api_id == one.reference for record in self.sandbox.salon.records
            )
            self.known.sent.append(Sent(one.reference, one.wishes, time.time(), not is_clear))
            self.known.unclear |= set() if is_clear else {one.reference}

    def require_truth(self, page: Page, opened: Open, stood: set[int] | None) -> None:
        """``stood``: what did so before, where another form was sent at the same time."""
        said, stands = told(page), {record.id: record for record in standing(self.sandbox)}
        assert page.status != 500
        assert booked_ids(page) <= stands.keys(), "said to be booked, and is not"
        assert opened_ids(page) <= {record.id for record in self.sandbox.salon.records}
        self.known.told_ids |= booked_ids(page) | opened_ids(page)
        if said is Told.UNKNOWN:
            assert reference(page) in self.known.unclear, "it is known"
        if said is Told.NOT_BOOKED:
            own = reference_of(opened.ticket_id)
            wishes = self.known.about.get(own, opened.wishes)
            ours = [record for record in stands.values() if wish_of(record) in wishes]
            assert own not in [record.api_id for record in ours], "it stands"
            if own in self.known.over:
                return
            earlier = [record for record in ours if stood is None or record.id in stood]
            assert not [record for record in earlier if self.is_news(record)], "it stands, and nobody said so"
            assert stood is not None or not self.known.held([wish_of(one) for one in ours]), "it stands, as was told"

    def is_news(self, record: Record) -> bool:
        """Whether it stands, the widget could know it, and the visitor was not told."""
        is_remembered = any(one.reference == record.api_id and time.time() < one.at + KEPT for one in self.known.sent)
        return is_remembered and record.id not in self.known.told_ids

    def just_booked(self, opened: Open) -> list[Sent]:
        """What keeps another form from booking the same: not what was cancelled, nothing of it left."""
        stands = {record.api_id for record in standing(self.sandbox)}
        return [one for one in self.known.just_booked(opened.wishes) if one.reference in stands]

    def found_absent(self, looked_at: Open, was_over: bool) -> None:
        """The visitor was told so of the one that the page was about: its wish is free.

        ``was_over``: or they were told once more of their own form, which may be another one.
        """
        lost = self.known.lost(looked_at.wishes)
        lost = [one for one in self.known.sent if one.reference == reference(looked_at.page)] or lost
        stands = {record.api_id for record in standing(self.sandbox)}
        assert was_over or not [one for one in lost if one.reference in stands], "found absent, and stands"
        absent = [one for one in lost if one.reference not in stands]
        self.known.sent = [one for one in self.known.sent if one not in absent]
        self.known.over |= {one.reference for one in absent}

    def must_be_booked(self, opened: Open, do: str) -> bool:
        """Whether nothing stands in the way of it."""
        is_usable = opened.ticket_id not in self.known.used and opened.life == self.life
        is_young = time.time() - opened.opened_at < TICKET_LIFE - 60
        obstacles = self.known.lost(opened.wishes) + ([] if do == "again" else self.just_booked(opened))
        are_free = all(is_free(self.sandbox, opened.member_id, at) for at in opened.times)
        return self.is_calm and is_usable and is_young and not obstacles and are_free
