"""Visitors without end: most look around, some book, a few of those press twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as Clock
from itertools import count
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import urlencode, urljoin

import requests

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.walker import Page

ANYONE, YUSUF, JONAS = 0, 6542, 6548
HAIRCUT = 3302
SHARE_OF_BOOKINGS = 0.3
SHARE_OF_DOUBLE_CLICKS = 0.3
LONGEST_ANSWER = 35.0
"""Seconds: a router gives up after thirty."""
TRIES = 4
DAYS = 100


@dataclass
class Seen:
    """What all visitors together were told."""

    pages: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    told: dict[str, str] = field(default_factory=dict)
    """By phone: what somebody who wanted to book was told last."""
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def note(self, step: str, page: Page, seconds: float) -> None:
        key = page.errors[0] if page.errors else ""
        with self.lock:
            self.pages[step, page.status, key] += 1
            self.slowest = max(self.slowest, seconds)
            if page.status == 500 or (page.status > 500 and not key):
                self.wrong.append(f"{step}: {page.status} {key or page.text[:200]}")

    def fail(self, step: str, failure: Exception) -> None:
        with self.lock:
            self.wrong.append(f"{step}: {type(failure).__name__} {failure}")


class Crowd:
    def __init__(self, url: str, sandbox: Sandbox, most: int) -> None:
        self.seen = Seen()
        self._url = url
        self._numbers = count(1)
        self._hours = _hours(sandbox)
        self._over = Event()
        self._lock = Lock()
        self._threads = [Thread(target=self._live, args=(n,)) for n in range(most)]

    def come(self) -> None:
        for thread in self._threads:
            thread.start()

    def leave(self) -> None:
        """Each finishes what they are at."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _live(self, seed: int) -> None:
        rng = random.Random(seed)
        while not self._over.is_set():
            with self._lock:
                number = next(self._numbers)
            with requests.Session() as session:
                forwarded = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
                session.headers.update({"X-Forwarded-For": forwarded, "Sec-Fetch-Site": "same-origin"})
                visitor = Visitor(self._url, session, rng, self.seen, number)
                try:
                    if rng.random() < SHARE_OF_BOOKINGS:
                        with self._lock:
                            at = next(self._hours)
                        visitor.book(at)
                    else:
                        visitor.look_around()
                except requests.RequestException as failure:
                    self.seen.fail("connection", failure)
                except Exception as failure:
                    self.seen.fail("visitor", failure)
            self._over.wait(rng.expovariate(2))


@dataclass
class Visitor:
    url: str
    session: requests.Session
    rng: random.Random
    seen: Seen
    number: int

    @property
    def phone(self) -> str:
        return f"+4930{self.number:07d}"

    def look_around(self) -> None:
        language = self.rng.choice(["en", "de", "fr", "ar"])
        service = self.rng.choice([HAIRCUT, HAIRCUT, 3301, 3304, 3321])
        self._get("services", f"/{BERLIN}/?lang={language}")
        page = self._get("date", f"/{BERLIN}/date/?service={service}&lang={language}")
        days = page.all("td.is-free a")
        if days:
            page = self._get("time", str(self.rng.choice(days)["href"]))
        chips = page.all("a.chip")
        if chips and self.rng.random() < 0.3:
            self._get("details", urljoin(page.url, str(self.rng.choice(chips)["href"])))

    def book(self, at: datetime) -> None:
        member = self.rng.choice([YUSUF, ANYONE])
        query = urlencode({"service": HAIRCUT, "team_member": member, "slot": at.isoformat(), "lang": "en"})
        for _ in range(TRIES):
            page = self._get("details", f"/{BERLIN}/details/?{query}")
            if not page.all("[data-book]"):
                time.sleep(self.rng.uniform(1, 3))
                continue
            told = self._send(page)
            with self.seen.lock:
                self.seen.told[self.phone] = told
            if told not in ("unavailable", "busy", "request-invalid"):
                return

    def _send(self, form: Page) -> str:
        """What is told; where it was pressed twice, by the answer that says most."""
        fields = form.typed() | {"fullname": "Ada Lovelace", "phone": self.phone}
        url = urljoin(form.url, str(form.all("form#typed")[0]["action"]))
        if self.rng.random() > SHARE_OF_DOUBLE_CLICKS:
            return self._post(url, fields)
        told: list[str] = []
        threads = [Thread(target=lambda: told.append(self._post(url, fields))) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return next((one for one in ("booked", "outcome-unknown") if one in told), told[0] if told else "nothing")

    def _post(self, url: str, fields: dict[str, str]) -> str:
        page = self._asked("book", "POST", url, data=fields)
        if page.status == 303:
            confirmation = self._get("booking", page.response.headers["Location"])
            if confirmation.status == 200 and not confirmation.all("[data-booked]"):
                self.seen.fail("booking", ValueError("a confirmation without a booking"))
            return "booked"
        return page.errors[0] if page.errors else "already booked"

    def _get(self, step: str, url: str) -> Page:
        return self._asked(step, "GET", urljoin(self.url, url))

    def _asked(self, step: str, method: str, url: str, **options: Any) -> Page:
        begun = time.monotonic()
        response = self.session.request(method, url, timeout=LONGEST_ANSWER, allow_redirects=method == "GET", **options)
        page = Page(response.url, response)
        self.seen.note(step, page, time.monotonic() - begun)
        return page


def _hours(sandbox: Sandbox) -> Iterator[datetime]:
    """Each once: two work then, so that a booking made twice would find room."""
    zone = sandbox.salon.locations[BERLIN].zone
    first = datetime.now(zone).date() + timedelta(days=3)
    days = [first + timedelta(days=ahead) for ahead in range(DAYS)]
    for day in days:
        for member in (YUSUF, JONAS):
            sandbox.salon.set_hours(member, day, [(Clock(8), Clock(20))])
    return (datetime.combine(day, Clock(hour), zone) for hour in range(8, 19) for day in days)
