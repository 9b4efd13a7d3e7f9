"""A page is made once a minute at most while Altegio says the same, and not shown when it says something else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.journeys.at_the_form import chosen
from tests.journeys.wishes import HAIRCUT, moment
from tests.walker import Page, Walker
from widget.views import shelf

STEPS: dict[str, str] = {
    "services": f"/{BERLIN}/?lang=en",
    "people": f"/{BERLIN}/?lang=en&people=1",
    "date": f"/{BERLIN}/date/?lang=en&service={HAIRCUT}",
    "time": "time",
}


def address(sandbox: Sandbox, page: str) -> str:
    return chosen(moment(sandbox), step="time") if page == "time" else STEPS[page]


def is_made(response: Any) -> bool:
    """Whether a template was drawn for it."""
    return bool(response.templates)


@pytest.fixture
def client(widget: Any) -> Client:
    return EnglishClient()


@pytest.fixture(autouse=True)
def early_in_a_minute() -> Any:
    """Lest the next one begins between two requests of a test."""
    begins = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    with time_machine.travel(begins, tick=True) as traveller:
        yield traveller


@pytest.mark.parametrize("page", STEPS)
def test_the_same_page_is_not_made_twice(client: Client, sandbox: Sandbox, page: str) -> None:
    url = address(sandbox, page)
    first = client.get(url)
    asked = len(sandbox.requests)

    again = client.get(url)

    assert (is_made(first), is_made(again)) == (True, False)
    assert again.content == first.content
    assert len(sandbox.requests) == asked
    differing = {name for name in first.headers if first[name] != again[name]}
    assert differing <= {"X-Request-ID", "Cache-Control"}


def test_it_is_logged_and_counted_like_any_other(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get(STEPS["date"])
    with caplog.at_level("INFO", "booking_site.request_log"):
        caplog.clear()
        client.get(STEPS["date"])

    [line] = [record for record in caplog.records if record.name == "booking_site.request_log"]
    assert vars(line)["asked"].startswith("company:hit,book_services:hit,book_dates:hit")


@pytest.mark.parametrize("seconds", [16, 61])
def test_times_that_are_older_than_they_may_be_are_made_anew(
    client: Client, sandbox: Sandbox, early_in_a_minute: Any, seconds: int
) -> None:
    url = address(sandbox, "time")
    client.get(url)
    asked = len(sandbox.requests)

    early_in_a_minute.shift(seconds)
    again = client.get(url)

    assert is_made(again)
    assert len(sandbox.requests) > asked


def test_a_minute_later_a_page_is_made_anew_since_a_time_may_have_passed(
    client: Client, early_in_a_minute: Any
) -> None:
    client.get(STEPS["services"])

    early_in_a_minute.shift(60)

    assert is_made(client.get(STEPS["services"]))


def test_a_time_that_was_booked_is_not_shown_again(walker: Walker, sandbox: Sandbox) -> None:
    at = moment(sandbox)
    url = address(sandbox, "time")
    assert "12:00" in walker.open(url).times
    assert not is_made(walker.client.get(url))

    walker.open(chosen(at))
    walker.press("Book for", fullname="Ada", phone="030 1234567")
    assert walker.page.all("[data-booked]")

    assert "12:00" not in Page(url, walker.client.get(url)).times


@pytest.mark.parametrize(
    "change",
    ["&theme=dark", "&utm_source=card", "&lang=de", "&team_member=0"],
    ids=["look", "campaign", "language", "choice"],
)
def test_each_address_has_a_page_of_its_own(client: Client, sandbox: Sandbox, change: str) -> None:
    url = address(sandbox, "time")
    first = client.get(url)

    other = client.get(url + change)

    assert is_made(other)
    assert other.content != first.content


@pytest.mark.parametrize("query", ["&q=cut", "&refresh=1"])
def test_what_is_counted_or_wanted_anew_is_made_each_time(client: Client, query: str) -> None:
    client.get(STEPS["services"] + query)

    assert is_made(client.get(STEPS["services"] + query))


def test_a_negotiated_page_is_not_given_to_somebody_else(client: Client) -> None:
    client.get(f"/{BERLIN}/")

    german = client.get(f"/{BERLIN}/", headers={"Accept-Language": "de"})

    assert is_made(german)
    assert b'lang="de"' in german.content


def test_what_a_visitor_typed_is_on_no_page_but_theirs(client: Client) -> None:
    fields = {"fullname": "Ada Lovelace", "phone": "030 901820", "service": str(HAIRCUT), "lang": "en"}
    ours = {"Sec-Fetch-Site": "same-origin"}
    client.get(STEPS["date"])
    typed = client.post(STEPS["date"], fields, headers=ours)
    assert b"Ada Lovelace" in typed.content

    assert b"Ada Lovelace" not in client.get(STEPS["date"]).content


@pytest.mark.parametrize("endpoint", ["book_times", "book_staff"])
def test_a_page_with_something_old_or_missing_is_not_kept(
    client: Client, sandbox: Sandbox, early_in_a_minute: Any, endpoint: str
) -> None:
    url = f"/{BERLIN}/time/?lang=en&service={HAIRCUT}&team_member=0&date={moment(sandbox):%Y-%m-%d}"
    client.get(url)
    sandbox.faults.add("error", endpoint, times=99)
    early_in_a_minute.shift(90 if endpoint == "book_times" else 7 * 60 * 60)
    first = client.get(url)

    assert is_made(first)
    assert is_made(client.get(url))


def test_another_host_has_its_own_pages(client: Client) -> None:
    client.get(STEPS["services"])

    other = client.get(STEPS["services"], headers={"Host": "widget.test"})

    assert b"http://widget.test/" in other.content
    assert b"http://testserver/" not in other.content


def test_there_is_room_for_so_many_and_no_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = shelf.LRUCache(100_000, getsizeof=shelf._pages.getsizeof)
    monkeypatch.setattr(shelf, "_pages", kept)

    for number in range(20):
        client.get(f"{STEPS['services']}&utm_source=card{number}")

    assert 0 < kept.currsize <= 100_000
    assert is_made(client.get(f"{STEPS['services']}&utm_source=card0"))
    assert not is_made(client.get(f"{STEPS['services']}&utm_source=card0"))
