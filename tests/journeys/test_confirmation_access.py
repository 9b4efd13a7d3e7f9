"""A booking's page is for whoever has its address: nobody else sees it, and they can rely on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.journeys.booked_pages import address, booked_elsewhere, booked_ids, facts, later
from tests.journeys.wishes import booked, moment
from tests.walker import Walker


def test_who_lacks_the_key_sees_nothing(walker: Walker, sandbox: Sandbox) -> None:
    booked(walker, sandbox)
    [record] = sandbox.salon.records
    other = booked_elsewhere(sandbox, record.starts_at + timedelta(hours=2))

    wrong = [
        f"/{BERLIN}/booking/{record.id}-{'0' * 32}/",
        f"/{BERLIN}/booking/{record.id}-{other.hash}/",
        f"/{BERLIN}/booking/{record.id + 1000}-{record.hash}/",
        f"/{BERLIN}/booking/{record.id}-{record.hash}.{other.id}-{record.hash}/",
        f"/{NEW_YORK}/booking/{record.id}-{record.hash}/",
        f"/{NEW_YORK}/booking/{other.id}-{other.hash}/",
        f"/1/booking/{record.id}-{record.hash}/",
    ]

    for url in wrong:
        page = walker.open(url)
        assert (page.status, page.errors) == (404, ["not-found"]), url
        assert "Short haircut" not in page.text
        assert walker.client.get(f"{url}calendar.ics").status_code == 404
        assert walker.post(f"{url}cancel/", {"appointment": str(record.id)}).status == 404
    assert not record.deleted
    assert not other.deleted


@pytest.mark.parametrize(
    "keys",
    [
        "1",
        "1-",
        "-a",
        "1-a-b",
        "1-a.",
        "1-a.2",
        ".1-a",
        "1-a..2-b",
        "x-a",
        "1-%2e%2e%2f",
        "1-ü",
        "1-a%0a",
        "1" * 16 + "-a",
        "1-" + "a" * 129,
        ".".join(f"{number}-a" for number in range(1, 7)),
    ],
)
def test_what_can_be_no_key_leads_nowhere_and_is_not_asked_for(walker: Walker, sandbox: Sandbox, keys: str) -> None:
    page = walker.open(f"/{BERLIN}/booking/{keys}/")

    assert (page.status, page.errors) == (404, ["not-found"])
    assert sandbox.requests == []


def test_nobody_can_try_keys_all_day(walker: Walker, sandbox: Sandbox) -> None:
    pages = [walker.open(f"/{BERLIN}/booking/{number}-{'a' * 32}/") for number in range(1, 63)]

    assert [page.status for page in pages] == [404] * 60 + [429] * 2
    assert pages[-1].errors == ["too-many-requests"]


OUTAGES: list[tuple[str, dict[str, Any]]] = [("error", {}), ("drop", {}), ("html", {}), ("rate", {})]


@pytest.mark.parametrize(("kind", "options"), OUTAGES)
def test_an_outage_right_after_a_booking_costs_no_visitor_their_certainty(
    walker: Walker, sandbox: Sandbox, kind: str, options: dict[str, Any]
) -> None:
    page = booked(walker, sandbox)
    known = facts(page)
    sandbox.faults.add(kind, **options)

    for seconds in (0, 100, 300):
        with later(seconds):
            page = walker.open(page.url)
            assert (page.status, page.heading, facts(page)) == (200, "You're booked", known)


@pytest.mark.parametrize(("kind", "options"), OUTAGES)
def test_it_is_booked_even_where_nothing_but_the_business_is_known(
    walker: Walker, sandbox: Sandbox, cold: Callable[[], None], kind: str, options: dict[str, Any]
) -> None:
    page = booked(walker, sandbox)
    cold()
    walker.open("/")
    sandbox.faults.add(kind, **options)

    page = walker.open(page.url)

    assert (page.status, page.heading) == (200, "You're booked")
    assert booked_ids(page) == [str(record.id) for record in sandbox.salon.records]
    assert "12:00–12:45" in facts(page)["When"]
    assert page.buttons("Yes, cancel it")
    assert walker.client.get(f"{page.path}calendar.ics").status_code == 200


@pytest.mark.parametrize(("kind", "options"), OUTAGES)
def test_where_nothing_is_remembered_an_outage_is_told_and_the_page_recovers(
    walker: Walker, sandbox: Sandbox, cold: Callable[[], None], kind: str, options: dict[str, Any]
) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    walker.open("/")
    sandbox.faults.add(kind, "book_record", **options)

    page = walker.open(address(record))

    assert (page.status, page.errors) == (503, ["busy" if kind == "rate" else "unavailable"])
    assert page.all("a[href='tel:+493012345670']")
    assert page.response["Retry-After"]
    sandbox.faults.clear()
    cold()
    assert walker.follow("Try again").heading == "You're booked"


def test_a_confirmation_by_post_is_not_a_thing(walker: Walker, sandbox: Sandbox) -> None:
    page = booked(walker, sandbox)

    response = walker.client.post(page.url, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code in (403, 405)
    assert not sandbox.salon.records[0].deleted
