"""While SECRET_KEY is changed some processes have the new one and others only the old: a wish is booked once still."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from booking_site.sandbox.server import running
from tests.conftest import BERLIN
from tests.redis.server import running_redis
from tests.redis.test_booking_processes import (
    ANYONE,
    Served,
    Visitor,
    at_once,
    meanwhile,
    said,
    way_to_booking,
)
from tests.serving import serving_as_in_production
from tests.walker import Page

OLD, NEW = "the key of last year " * 3, "the key of this year " * 3

pytestmark = pytest.mark.xdist_group("changed-keys")


@dataclass
class Exchange:
    before: Served
    after: Served

    def at(self, served: Served, page: Page) -> Page:
        """The same page, whose form is sent to these processes."""
        here = next(one.url for one in (self.before, self.after) if page.url.startswith(one.url))
        return Page(page.url.replace(here, served.url), page.response)


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchange]:
    with ExitStack() as stack:
        sandbox = stack.enter_context(running())
        redis = stack.enter_context(running_redis(tmp_path_factory.mktemp("redis")))
        known = {
            "ALTEGIO_API_URL": sandbox.url,
            "ALTEGIO_PARTNER_TOKEN": "sandbox",
            "ALTEGIO_LOCATION_IDS": str(BERLIN),
            "REDIS_URL": redis.url,
        }

        def served(**keys: str) -> Served:
            folder = tmp_path_factory.mktemp("app")
            return Served(stack.enter_context(serving_as_in_production(folder, **known, **keys)), sandbox)

        yield Exchange(served(SECRET_KEY=OLD), served(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=OLD))


@pytest.fixture
def exchange(processes: Exchange) -> Iterator[Exchange]:
    yield processes
    processes.before.sandbox.faults.clear()


@pytest.fixture
def visitor(exchange: Exchange) -> Visitor:
    return exchange.before.visitor()


def test_a_form_of_the_old_key_books_once_wherever_it_is_sent(exchange: Exchange, visitor: Visitor) -> None:
    at = exchange.before.hour()
    form = visitor.open(at, ANYONE)

    pages = at_once(
        *(lambda to=to: visitor.send(exchange.at(to, form)) for to in (exchange.after, exchange.before) * 4)
    )

    assert len({way_to_booking(page).partition("/booking/")[2] for page in pages}) == 1
    assert len(exchange.before.records(at)) == len(exchange.before.asked(at)) == 1


def test_a_wish_that_is_held_under_the_old_key_is_recognised_by_the_new(exchange: Exchange, visitor: Visitor) -> None:
    at = exchange.before.hour()
    form, other = visitor.open(at, ANYONE), exchange.at(exchange.after, visitor.open(at, ANYONE))
    held = exchange.before.sandbox.faults.add("slow", "book_record", seconds=60)

    with meanwhile(lambda: visitor.send(form)) as first:
        exchange.before.wait_until_asked(at)
        with meanwhile(lambda: visitor.send(other)) as second:
            time.sleep(0.5)
            assert not second.done()
            held.cancel()

    way_to_booking(first.result())
    assert said(second.result()) == "booked already"
    assert len(exchange.before.records(at)) == len(exchange.before.asked(at)) == 1


def test_a_form_of_the_new_key_is_renewed_by_those_who_have_only_the_old(exchange: Exchange, visitor: Visitor) -> None:
    at = exchange.before.hour()
    form = Visitor(exchange.after, visitor.number).open(at, ANYONE)

    page = visitor.send(exchange.at(exchange.before, form))
    assert (page.status, said(page)) == (422, "request-invalid")
    assert exchange.before.asked(at) == []

    way_to_booking(visitor.send(page))
    assert len(exchange.before.records(at)) == len(exchange.before.asked(at)) == 1
