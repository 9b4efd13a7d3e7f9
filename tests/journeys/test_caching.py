"""For how long caches may keep a page, and what a browser that has it already is told."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.journeys.at_the_form import chosen
from tests.journeys.wishes import HAIRCUT, YUSUF, moment

STEPS: dict[str, str] = {
    "services": f"/{BERLIN}/?lang=en",
    "search": f"/{BERLIN}/?lang=en&q=cut",
    "people": f"/{BERLIN}/?lang=en&people=1",
    "date": f"/{BERLIN}/date/?lang=en&service={HAIRCUT}",
    "time": "time",
}
AGES = {"services": (300, 3600), "search": (300, 3600), "people": (300, 3600), "date": (15, 15), "time": (15, 15)}
"""Seconds for which a page is fresh, and for which it is served at all: those of the answer that ages soonest."""
BORDERS = 2
"""Seconds that a slow machine may take."""


def address(sandbox: Sandbox, page: str) -> str:
    return chosen(moment(sandbox), step="time") if page == "time" else STEPS[page]


def kept(response: Any) -> tuple[int, int]:
    """Seconds that shared caches may keep it, and in all while they renew it."""
    found = re.fullmatch(r"public, max-age=0, s-maxage=(\d+), stale-while-revalidate=(\d+)", response["Cache-Control"])
    assert found, response["Cache-Control"]
    fresh, while_renewed = map(int, found.groups())
    return fresh, fresh + while_renewed


@pytest.fixture
def client(widget: Any) -> Client:
    return EnglishClient()


@pytest.mark.parametrize("page", STEPS)
def test_a_page_is_kept_as_long_as_what_it_is_made_of(client: Client, sandbox: Sandbox, page: str) -> None:
    fresh, stale = kept(client.get(address(sandbox, page)))

    assert AGES[page][0] - BORDERS <= fresh <= AGES[page][0]
    assert AGES[page][1] - BORDERS <= stale <= AGES[page][1]


@pytest.mark.parametrize("page", STEPS)
def test_what_is_old_already_is_kept_for_what_is_left(client: Client, sandbox: Sandbox, page: str) -> None:
    url = address(sandbox, page)
    client.get(url)

    with time_machine.travel(time.time() + 9, tick=True):
        fresh, stale = kept(client.get(url))

    assert AGES[page][0] - 9 - BORDERS <= fresh <= AGES[page][0] - 9
    assert AGES[page][1] - 9 - BORDERS <= stale <= AGES[page][1] - 9


def test_what_is_being_renewed_is_kept_by_nobody_as_fresh(client: Client) -> None:
    client.get(STEPS["services"])

    with time_machine.travel(time.time() + 700, tick=True):
        fresh, stale = kept(client.get(STEPS["services"]))

    assert fresh == 0
    assert 2890 <= stale <= 2900


@pytest.mark.parametrize("page", STEPS)
def test_a_negotiated_language_and_a_wish_for_news_are_the_visitors_own(
    client: Client, sandbox: Sandbox, page: str
) -> None:
    url = address(sandbox, page)

    for own in (url.replace("lang=en", "x=1"), f"{url}&refresh=1"):
        response = client.get(own)

        assert response["Cache-Control"] == "private, max-age=0"
        assert ("Accept-Language" in response.get("Vary", "")) == ("lang" not in own)


def test_old_times_are_kept_by_nobody(client: Client, sandbox: Sandbox) -> None:
    url = address(sandbox, "time")
    client.get(url)
    sandbox.faults.add("error", "book_times", times=9)

    with time_machine.travel(time.time() + 60, tick=True):
        response = client.get(url)

    assert b"data-as-of" in response.content
    assert response["Cache-Control"] == "private, max-age=0"


def test_a_page_that_has_to_do_without_something_is_kept_by_nobody(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults.add("error", "book_staff", times=9)

    response = client.get(f"/{BERLIN}/time/?lang=en&service={HAIRCUT}&team_member=0&date={moment(sandbox):%Y-%m-%d}")

    assert response.status_code == 200
    assert b"who works that day" in response.content
    assert response["Cache-Control"] == "private, max-age=0"


@pytest.mark.parametrize(
    "address", [lambda sandbox: chosen(moment(sandbox)), lambda sandbox: f"/{BERLIN}/booking/1-a/"]
)
def test_what_is_ones_own_is_stored_nowhere(
    client: Client, sandbox: Sandbox, address: Callable[[Sandbox], str]
) -> None:
    response = client.get(address(sandbox))

    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response


@pytest.mark.parametrize("page", STEPS)
def test_whoever_has_the_page_is_told_that_it_is_the_same(client: Client, sandbox: Sandbox, page: str) -> None:
    url = address(sandbox, page)
    first = client.get(url)

    again = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert "frame-ancestors" in again["Content-Security-Policy"]
    kept(again)


def test_a_squeezed_page_is_the_same_page(client: Client) -> None:
    squeezed = client.get(STEPS["services"], headers={"Accept-Encoding": "gzip"})
    assert squeezed["Content-Encoding"] == "gzip"

    again = client.get(STEPS["services"], headers={"Accept-Encoding": "gzip", "If-None-Match": squeezed["ETag"]})

    assert again.status_code == 304


@pytest.mark.parametrize("change", ["data", "language", "looks", "choice"])
def test_another_page_has_another_mark(client: Client, sandbox: Sandbox, cold: Callable[[], None], change: str) -> None:
    url = address(sandbox, "time")
    first = client.get(url)
    if change == "data":
        sandbox.salon.set_hours(YUSUF, moment(sandbox).date(), [])
        cold()
    url = {
        "data": url,
        "language": url.replace("lang=en", "lang=de"),
        "looks": f"{url}&theme=dark",
        "choice": url.replace(str(YUSUF), "0"),
    }[change]

    again = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
