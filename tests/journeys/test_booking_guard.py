"""What is sent from a foreign page is refused, since there is no cookie that could tell it from ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.at_the_form import ADA, ANYONE, action, alone, booked_ids, chosen, filled, open_form, send
from tests.journeys.wishes import YUSUF
from tests.walker import Page, Walker, assert_promises

Headers = dict[str, str]

FOREIGN: list[Headers] = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://other.testserver"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "nonsense"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://testserver.elsewhere.example"},
    {"Origin": "https://testserver"},
    {"Origin": "http://testserver:81"},
    {"Origin": "http://TESTSERVER/"},
    {"Origin": "null"},
    {"Origin": ""},
]
OURS: list[Headers] = [
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver"},
    {},
]

from_elsewhere = pytest.mark.parametrize("headers", FOREIGN, ids=str)
from_here = pytest.mark.parametrize("headers", OURS, ids=str)


def post(walker: Walker, url: str, fields: dict[str, str], headers: Headers) -> Page:
    """With these headers and no others."""
    page = Page(url, walker.client.post(url, fields, headers=headers))
    assert_promises(page)
    return page


def assert_refused(page: Page) -> None:
    assert (page.status, page.errors) == (403, ["cross-site"])
    [link] = page.links("Open in a new tab")
    assert (link["href"], link["target"], link["rel"]) == (page.url, "_blank", ["noopener"])
    assert "no-store" in page.response["Cache-Control"]


@from_elsewhere
def test_a_booking_from_a_foreign_page_is_refused(walker: Walker, sandbox: Sandbox, headers: Headers) -> None:
    form = open_form(walker, sandbox)
    sandbox.requests.clear()

    page = post(walker, action(form), filled(form), headers)

    assert_refused(page)
    assert ADA["fullname"] not in page.response.content.decode()
    assert (sandbox.salon.records, sandbox.requests) == ([], [])
    walker.page = page
    assert walker.follow("Open in a new tab").path == f"/{BERLIN}/details/"


@from_here
def test_a_booking_from_our_own_page_is_taken(walker: Walker, sandbox: Sandbox, headers: Headers) -> None:
    form = open_form(walker, sandbox)

    response = walker.client.post(action(form), filled(form), headers=headers)

    assert response.status_code == 303
    assert len(sandbox.salon.records) == 1


@pytest.mark.parametrize("step", ["services", "date", "time", "details"])
@from_elsewhere
def test_what_a_foreign_page_sends_to_a_step_is_refused(
    walker: Walker, sandbox: Sandbox, step: str, headers: Headers
) -> None:
    url = chosen(alone(sandbox, YUSUF), step=step).replace("/services/", "/")

    page = post(walker, url, ADA, headers)

    assert_refused(page)
    assert sandbox.requests == []


@pytest.mark.parametrize("step", ["services", "date", "time", "details"])
@from_here
def test_what_our_own_page_sends_to_a_step_is_taken(
    walker: Walker, sandbox: Sandbox, step: str, headers: Headers
) -> None:
    url = chosen(alone(sandbox, YUSUF), step=step).replace("/services/", "/")

    page = post(walker, url, ADA, headers)

    assert (page.status, page.errors) == (200, [])
    assert page.all(f'input[name=fullname][value="{ADA["fullname"]}"]')


@from_elsewhere
def test_cancelling_from_a_foreign_page_is_refused(walker: Walker, sandbox: Sandbox, headers: Headers) -> None:
    open_form(walker, sandbox, ANYONE)
    booking = send(walker)
    url = str(booking.all("form")[0]["action"])

    page = post(walker, url, {}, headers)

    assert_refused(page)
    assert not sandbox.salon.records[0].deleted
    walker.page = page
    assert booked_ids(walker.follow("Open in a new tab")) == booked_ids(booking)


@from_here
def test_cancelling_from_our_own_page_is_done(walker: Walker, sandbox: Sandbox, headers: Headers) -> None:
    open_form(walker, sandbox)
    url = str(send(walker).all("form")[0]["action"])

    assert post(walker, url, {}, headers).all("[data-cancelled]")

    assert sandbox.salon.records[0].deleted


def test_every_view_that_django_does_not_guard_is_guarded_by_us() -> None:
    exempt = [view for view in _views(get_resolver().url_patterns) if getattr(view, "csrf_exempt", False)]

    assert len(exempt) >= 6
    assert [view for view in exempt if not getattr(view, "is_guarded", False)] == []


def _views(patterns: list[URLPattern | URLResolver]) -> Iterator[Any]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        else:
            yield pattern.callback
