"""Links made for Altegio's own widget lead on after nothing but their host was changed."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.journeys.wishes import BLOW_DRY, HAIRCUT, KATARZYNA, MANICURE, YUSUF, working_day
from tests.walker import Walker, words

MENU = f"/company/{BERLIN}/personal/menu"


@pytest.mark.parametrize(
    "address",
    [
        f"/company/{BERLIN}",
        f"/company/{BERLIN}/",
        MENU,
        f"{MENU}/",
        f"{MENU}?o=",
        f"/company/{BERLIN}/personal/select-time?o=",
        f"/company/{BERLIN}/personal/select-services?o=&utm_source=card",
        f"/company/{BERLIN}/record-type?o=",
        f"/company/{BERLIN}/create-record/record?o=act2026-04-23",
        f"{MENU}?o=x1&fbclid=abc&utm_source=card",
    ],
)
def test_a_link_that_has_chosen_nothing_is_the_first_page(walker: Walker, address: str) -> None:
    page = walker.open(address)

    assert (page.status, page.path) == (200, f"/{BERLIN}/")
    assert page.heading == "What would you like to book?"
    assert not page.errors
    assert not page.all("input[name=service][checked]")
    assert ("utm_source=card" in address) == bool(page.all('input[name="utm_source"][value="card"]'))


def test_services_lead_to_the_days(walker: Walker) -> None:
    page = walker.open(f"{MENU}?o=s{HAIRCUT}s{BLOW_DRY}")

    assert page.path == f"/{BERLIN}/date/"
    assert parse_qs(page.query)["service"] == [str(HAIRCUT), str(BLOW_DRY)]


def test_a_page_of_services_shows_them_ticked(walker: Walker) -> None:
    page = walker.open(f"/company/{BERLIN}/personal/select-services?o=m-1s{HAIRCUT}")

    assert page.path == f"/{BERLIN}/"
    assert [box["value"] for box in page.all("input[name=service][checked]")] == [str(HAIRCUT)]
    assert page.all('input[name="team_member"][value="0"]')


def test_a_page_of_people_begins_with_a_person(walker: Walker) -> None:
    page = walker.open(f"/company/{BERLIN}/personal/select-master?o=&utm_source=card")

    assert page.heading == "Who would you like to see?"
    assert all("utm_source=card" in str(link["href"]) for link in page.all("a.member"))


def test_a_person_leads_to_what_they_do(walker: Walker) -> None:
    for tail in ("menu", "select-master", "select-services"):
        page = walker.open(f"/company/{BERLIN}/personal/{tail}?o=m{KATARZYNA}")

        assert page.path == f"/{BERLIN}/"
        assert [words(h2) for h2 in page.all(".category h2")] == ["Nails"]


def test_a_page_of_people_with_services_leads_to_the_days_with_them(walker: Walker) -> None:
    page = walker.open(f"/company/{BERLIN}/personal/select-master?o=s{HAIRCUT}")

    assert page.path == f"/{BERLIN}/date/"


def test_person_and_service_lead_to_their_days(walker: Walker) -> None:
    page = walker.open(f"/company/{BERLIN}/personal/select-time?o=m{KATARZYNA}s{MANICURE}")

    assert page.path == f"/{BERLIN}/date/"
    assert "Katarzyna W." in words(page.html.select_one(".summary"))


def test_person_service_and_day_lead_to_their_times(walker: Walker, sandbox: Sandbox) -> None:
    day = working_day(sandbox)

    page = walker.open(f"/company/{BERLIN}/personal/select-time?o=m{YUSUF}s{HAIRCUT}d{day:%Y%m%d}1200&lang=en")

    assert page.path == f"/{BERLIN}/time/"
    assert parse_qs(page.query) == {
        "service": [str(HAIRCUT)], "team_member": [str(YUSUF)], "date": [str(day)], "lang": ["en"],
    }  # fmt: skip
    assert words(page.html.select_one('.member[aria-current="true"] .name')) == "Yusuf D."
    assert walker.choose_time("12:00").all('[data-checked="ok"]')


def test_anyone_is_a_choice_too(walker: Walker, sandbox: Sandbox) -> None:
    page = walker.open(f"{MENU}?o=m-1s{HAIRCUT}d{working_day(sandbox):%Y%m%d}")

    assert page.path == f"/{BERLIN}/time/"
    assert parse_qs(page.query)["team_member"] == ["0"]


def test_what_is_not_offered_any_more_is_told_as_always(walker: Walker) -> None:
    assert walker.open(f"{MENU}?o=s1").errors == ["choice-changed"]
    assert walker.open(f"{MENU}?o=m1").errors == ["choice-changed"]


def test_looks_and_campaign_stay_and_nothing_else_does(walker: Walker) -> None:
    kept = {"lang": ["en"], "theme": ["dark"], "accent": ["7a3e5c"], "utm_source": ["a b"]}
    page = walker.open(f"{MENU}?o=s{HAIRCUT}&lang=en&theme=dark&accent=7a3e5c&utm_source=a+b&name=Ada&slot=x")

    assert parse_qs(page.query) == {"service": [str(HAIRCUT)], **kept}


@pytest.mark.parametrize(
    "address", ["/company/1/personal/menu?o=", "/company/1", "/company/", "/company/x/", "/company/-1"]
)
def test_a_location_that_is_not_ours_is_not_found(walker: Walker, address: str) -> None:
    page = walker.open(address)

    assert (page.status, page.errors) == (404, ["not-found"])


def test_the_way_on_costs_no_call(widget: Any, sandbox: Sandbox) -> None:
    response = EnglishClient().get(f"{MENU}?o=m{YUSUF}s{HAIRCUT}")

    assert response.status_code == 302
    assert sandbox.requests == []


@given(tail=st.text(max_size=60), o=st.lists(st.text(max_size=60), max_size=3), other=st.text(max_size=20))
@examples(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_link_stays_on_our_own_pages(settings: Any, tail: str, o: list[str], other: str) -> None:
    query = "&".join(f"o={quote(value)}" for value in o)

    response = EnglishClient().get(
        f"/company/{BERLIN}/{quote(tail)}?{query}&lang={quote(other)}&utm_source={quote(other)}"
    )

    # A line break in a path is no address of ours.
    assert response.status_code == 302 or (response.status_code == 404 and "\n" in tail)
    if response.status_code == 302:
        address = urlsplit(response["Location"])
        assert (address.scheme, address.netloc) == ("", "")
        assert address.path in {f"/{BERLIN}/", f"/{BERLIN}/date/", f"/{BERLIN}/time/"}
