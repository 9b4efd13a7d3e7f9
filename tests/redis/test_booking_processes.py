"""Two processes of the app, served as in production, with a Redis and an Altegio that go and come."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as Clock
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
import requests
from redis import Redis

from booking_site.sandbox.fault import Fault
from booking_site.sandbox.received import Received
from booking_site.sandbox.records import Record
from booking_site.sandbox.server import Sandbox, running
from tests.conftest import BERLIN
from tests.redis.processes import children, first_process, kill, wait_for_others
from tests.redis.server import RedisServer, running_redis
from tests.serving import serving_as_in_production
from tests.walker import Page
from widget.flow.entry import PENDING_LIFE

ANYONE, YUSUF, JONAS = 0, 6542, 6548
HAIRCUT = 3302
PATIENCE = 40.0
LOOKED_FOR_AGAIN = 1.2
"""Seconds after which a process has noticed that Redis is back."""

pytestmark = pytest.mark.xdist_group("booking-processes")


@dataclass
class Served:
    url: str
    sandbox: Sandbox
    redis: RedisServer | None = None
    hours: Iterator[datetime] = field(init=False)
    visitors: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        zone = self.sandbox.salon.locations[BERLIN].zone
        days = (datetime.now(zone).date() + timedelta(days=ahead) for ahead in count(20))
        self.hours = (
            datetime.combine(day, Clock(hour), zone) for day in days if day.weekday() != 6 for hour in range(9, 17)
        )

    def hour(self) -> datetime:
        """One at which only two work, and nobody has booked."""
        at = next(self.hours)
        for member_id in self.sandbox.salon.locations[BERLIN].members:
            if at.hour == 9 or not self.sandbox.salon.records:
                hours = [(Clock(9), Clock(18))] if member_id in (YUSUF, JONAS) else []
                self.sandbox.salon.set_hours(member_id, at.date(), hours)
        return at

    def visitor(self) -> Visitor:
        return Visitor(self, next(self.visitors))

    def records(self, at: datetime) -> list[Record]:
        return [record for record in self.sandbox.salon.records if record.starts_at == at]

    def asked(self, at: datetime) -> list[Received]:
        """The requests to book that hour."""
        posted = [one for one in self.sandbox.requests if one.method == "POST" and one.path.startswith("book_record")]
        return [one for one in posted if json.loads(one.body)["appointments"][0]["datetime"] == at.isoformat()]

    def wait_until_asked(self, at: datetime) -> None:
        wait_until(lambda: bool(self.asked(at)))

    def restart_redis(self) -> None:
        assert self.redis
        self.redis.stop()
        self.redis.start()
        time.sleep(LOOKED_FOR_AGAIN)


@dataclass
class Visitor:
    """With an address and a phone of their own, and a new connection for each page."""

    served: Served
    number: int

    @property
    def headers(self) -> dict[str, str]:
        return {"X-Forwarded-For": f"10.1.2.{self.number}", "Sec-Fetch-Site": "same-origin"}

    def open(self, at: datetime, member_id: int = YUSUF) -> Page:
        """The form; however long it takes until the calls are to spare."""
        query = {"service": HAIRCUT, "team_member": member_id, "slot": at.isoformat(), "lang": "en"}
        url = f"{self.served.url}/{BERLIN}/details/?{urlencode(query)}"
        ends_at = time.monotonic() + PATIENCE
        while not (page := self.get(url)).all("[data-book]") and time.monotonic() < ends_at:
            time.sleep(0.2)
        assert page.all('[data-checked="ok"]'), page.text
        return page

    def get(self, url: str) -> Page:
        return Page(url, requests.get(url, headers=self.headers, timeout=PATIENCE))

    def send(self, page: Page, **pressed: str) -> Page:
        """As far as the first answer: a redirect is not followed."""
        action = urljoin(page.url, str(page.all("form#typed")[0].get("action") or self._action(page)))
        known = {"fullname": "Ada Lovelace", "phone": f"+49301234{self.number:04d}"}
        fields = page.typed() | known | pressed
        response = requests.post(action, fields, headers=self.headers, timeout=PATIENCE, allow_redirects=False)
        return Page(action, response)

    def _action(self, page: Page) -> str:
        """Of a page whose form only carries what was typed."""
        return str(page.all("[formaction*='/book/']")[0]["formaction"])


def wait_until(is_so: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < ends_at
        time.sleep(0.02)


def way_to_booking(page: Page) -> str:
    assert page.status == 303, (page.status, page.errors, page.text)
    return urljoin(page.url, page.response.headers["Location"])


def said(page: Page) -> str:
    if page.status == 303:
        return "booked"
    if page.all("[data-booked]"):
        return "booked already"
    return page.errors[0] if page.errors else page.heading


def at_once(*acts: Callable[[], Page]) -> list[Page]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(act) for act in acts]]


@contextmanager
def meanwhile(act: Callable[[], Page]) -> Iterator[Future[Page]]:
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(act)


@contextmanager
def serving(folder: Path, sandbox: Sandbox, **environment: str) -> Iterator[str]:
    known = {"ALTEGIO_API_URL": sandbox.url, "ALTEGIO_PARTNER_TOKEN": "sandbox", "ALTEGIO_LOCATION_IDS": str(BERLIN)}
    with serving_as_in_production(folder, WEB_CONCURRENCY="2", **known, **environment) as url:
        yield url


@pytest.fixture(scope="module")
def two_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with ExitStack() as stack:
        sandbox = stack.enter_context(running())
        redis = stack.enter_context(running_redis(tmp_path_factory.mktemp("redis")))
        url = stack.enter_context(serving(tmp_path_factory.mktemp("app"), sandbox, REDIS_URL=redis.url))
        yield Served(url, sandbox, redis)


@pytest.fixture
def served(two_processes: Served) -> Iterator[Served]:
    """As the test before found it."""
    yield two_processes
    two_processes.sandbox.faults.clear()
    assert two_processes.redis
    if two_processes.redis._process is None:
        two_processes.redis.start()
        time.sleep(LOOKED_FOR_AGAIN)


@pytest.fixture
def held(served: Served) -> Fault:
    """What is booked gets its answer, true as ever, only when this is cancelled."""
    return served.sandbox.faults.add("slow", "book_record", seconds=60)


@pytest.mark.parametrize("tickets", [1, 2])
def test_thirty_clicks_at_once_are_one_booking(served: Served, tickets: int) -> None:
    at, visitor = served.hour(), served.visitor()
    forms = [visitor.open(at, ANYONE) for _ in range(tickets)]

    pages = at_once(*(lambda form=form: visitor.send(form) for form in forms * (30 // tickets)))

    [record] = served.records(at)
    assert len(served.asked(at)) == 1
    assert set(map(said, pages)) == ({"booked"} if tickets == 1 else {"booked", "booked already"})
    assert len({way_to_booking(page) for page in pages if said(page) == "booked"}) == 1
    for page in pages:
        told = page.response.headers.get("Location") or str(page.all("[data-booked]")[0]["data-booked"])
        assert str(record.id) in told


def test_of_eight_visitors_for_one_hour_of_one_person_one_gets_it(served: Served) -> None:
    at = served.hour()
    visitors = [served.visitor() for _ in range(8)]
    forms = [visitor.open(at) for visitor in visitors]

    pages = at_once(*(lambda v=visitor, f=form: v.send(f) for visitor, form in zip(visitors, forms, strict=True)))

    told = Counter(map(said, pages))
    assert told.pop("booked") == len(served.records(at)) == 1
    assert told.keys() <= {"slot-taken", "busy"}


def test_without_redis_nothing_is_sent_and_with_it_again_it_works(served: Served) -> None:
    at, visitor = served.hour(), served.visitor()
    form = visitor.open(at)
    assert served.redis
    served.redis.stop()

    pages = at_once(*[lambda: visitor.send(form)] * 4)

    assert {(page.status, said(page)) for page in pages} == {(503, "busy")}
    assert served.asked(at) == []

    served.redis.start()
    time.sleep(LOOKED_FOR_AGAIN)
    page = visitor.send(form)
    assert (page.status, said(page)) == (422, "request-invalid")
    page = visitor.send(page)
    while said(page) == "busy":  # for a moment nobody asks anything, lest Altegio's limit is met
        page = visitor.send(page)
    way_to_booking(page)
    assert len(served.records(at)) == len(served.asked(at)) == 1


def test_a_booking_is_confirmed_although_redis_went_away_after_the_claim(served: Served, held: Fault) -> None:
    at, visitor = served.hour(), served.visitor()
    form = visitor.open(at)
    assert served.redis

    with meanwhile(lambda: visitor.send(form)) as answer:
        served.wait_until_asked(at)
        served.redis.stop()
        held.cancel()
        url = way_to_booking(answer.result())

    [record] = served.records(at)
    assert f"/booking/{record.id}-{record.hash}/" in url
    wait_until(lambda: visitor.get(url).status == 200)
    assert visitor.get(url).all(f'[data-booked="{record.id}"]')


def test_when_redis_forgot_the_same_form_never_books_again(served: Served) -> None:
    at, visitor = served.hour(), served.visitor()
    form = visitor.open(at, ANYONE)
    url = way_to_booking(visitor.send(form))
    served.restart_redis()

    pages = at_once(*[lambda: visitor.send(form)] * 8)

    assert set(map(said, pages)) <= {"booked", "request-invalid"}
    assert {way_to_booking(page) for page in pages if page.status == 303} <= {url}
    assert len(served.records(at)) == len(served.asked(at)) == 1


def test_what_a_killed_process_was_about_to_hear_nobody_knows_and_nobody_sends_again(
    served: Served, held: Fault
) -> None:
    at, visitor = served.hour(), served.visitor()
    form, other = visitor.open(at, ANYONE), visitor.open(at, ANYONE)
    first = first_process(served.url)
    workers = children(first)
    assert len(workers) == 2

    with meanwhile(lambda: visitor.send(form)) as answer:
        served.wait_until_asked(at)
        kill(workers)
        with pytest.raises(requests.ConnectionError):
            answer.result()
    wait_for_others(first, than=workers)
    held.cancel()
    with meanwhile(lambda: visitor.send(form)) as reloaded_at_once:
        time.sleep(0.5)
        assert not reloaded_at_once.done()
        grow_old(served, form, PENDING_LIFE)

    pages = at_once(lambda: visitor.send(form), lambda: visitor.send(other))
    looked = visitor.send(pages[0], do="check")

    told = [reloaded_at_once.result(), *pages, looked]
    assert [(page.status, said(page)) for page in told] == [(202, "outcome-unknown")] * 4
    assert "very likely by your booking" in looked.text
    assert len(served.records(at)) == len(served.asked(at)) == 1


def test_without_redis_there_is_one_process_and_it_ends_its_bookings_before_it_ends(tmp_path: Path) -> None:
    with running() as sandbox, serving(tmp_path, sandbox) as url:
        served = Served(url, sandbox)
        at, visitor = served.hour(), served.visitor()
        form = visitor.open(at)
        first = first_process(url)
        assert len(children(first)) == 1
        held = sandbox.faults.add("slow", "book_record", seconds=60)

        with meanwhile(lambda: visitor.send(form)) as answer:
            served.wait_until_asked(at)
            os.kill(first, signal.SIGTERM)
            wait_until(lambda: "signal: term" in (tmp_path / "gunicorn.log").read_text())
            time.sleep(0.5)
            held.cancel()
            booked = way_to_booking(answer.result())

    [record] = served.records(at)
    assert f"/booking/{record.id}-{record.hash}/" in booked


def test_two_processes_that_are_told_to_end_end_their_bookings_before_they_end(tmp_path: Path) -> None:
    with ExitStack() as stack:
        sandbox = stack.enter_context(running())
        redis = stack.enter_context(running_redis(tmp_path))
        url = stack.enter_context(serving(tmp_path, sandbox, REDIS_URL=redis.url))
        served = Served(url, sandbox, redis)
        at, visitors = served.hour(), [served.visitor(), served.visitor()]
        forms = [visitors[0].open(at, YUSUF), visitors[1].open(at, JONAS)]
        held = sandbox.faults.add("slow", "book_record", seconds=60)

        with meanwhile(lambda: visitors[0].send(forms[0])) as one, meanwhile(lambda: visitors[1].send(forms[1])) as two:
            wait_until(lambda: len(served.asked(at)) == 2)
            os.kill(first_process(url), signal.SIGTERM)
            wait_until(lambda: "signal: term" in (tmp_path / "gunicorn.log").read_text())
            time.sleep(0.5)
            held.cancel()
            booked = [way_to_booking(answer.result()) for answer in (one, two)]

    assert len(served.records(at)) == len(served.asked(at)) == len(set(booked)) == 2


def grow_old(served: Served, form: Page, seconds: float) -> None:
    """What Redis knows of a form: the time of its processes cannot be moved."""
    assert served.redis
    ticket_id = form.typed()["ticket"].split(":")[0]
    with Redis.from_url(served.redis.url, decode_responses=True) as redis:
        [key] = redis.keys(f"*:ticket:{ticket_id}")
        entry: dict[str, Any] = json.loads(str(redis.get(key)))
        redis.set(key, json.dumps(entry | {"begun_at": entry["begun_at"] - seconds}), keepttl=True)
