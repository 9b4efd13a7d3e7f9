"""How much one address may ask of a server that all visitors share, and who counts as one address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.at_the_form import alone, chosen
from tests.journeys.wishes import HAIRCUT, YUSUF, working_day
from tests.walker import Page, Walker, assert_promises
from widget.flow import limits
from widget.flow.limits import Limit
from widget.views.visitor import visitor_address

# Bookings and codes have theirs in tests/journeys: test_booking_spam, test_code.
ANNA, BORIS = "203.0.114.7", "198.18.0.1, 8.8.8.8"
SEARCH = f"/{BERLIN}/?q=haircut&lang=en"


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each, so that a test need not ask a hundred times."""
    monkeypatch.setattr("widget.views.services.SEARCHES_PER_ADDRESS", Limit("searches", 3, 60))
    monkeypatch.setattr("widget.views.limited.CALLS_PER_ADDRESS", Limit("calls", 3, 60))
    monkeypatch.setattr("widget.views.details.CHECKS_PER_ADDRESS", Limit("checks", 3, 60))


def get(walker: Walker, url: str, forwarded_for: str = "") -> Page:
    headers = {"X-Forwarded-For": forwarded_for} if forwarded_for else {}
    page = Page(url, walker.client.get(url, headers=headers))
    if page.status == 200 or page.status >= 400:
        assert_promises(page)
    return page


def assert_too_many(page: Page) -> None:
    assert (page.status, page.errors) == (429, ["too-many-requests"])
    assert 0 < int(page.response["Retry-After"]) <= 60
    assert page.response["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("three")
class TestSearches:
    def test_are_limited(self, walker: Walker) -> None:
        assert [get(walker, SEARCH).status for _ in range(3)] == [200] * 3
        assert_too_many(get(walker, SEARCH))

    def test_leave_the_menu_itself_to_whoever_searched_too_much(self, walker: Walker) -> None:
        for _ in range(4):
            page = get(walker, SEARCH)

        assert page.status == 429
        assert get(walker, f"/{BERLIN}/?q=&lang=en").status == 200

    def test_count_for_the_address_that_our_router_saw(self, walker: Walker) -> None:
        """What stands further left was written by the visitor, and gives no new allowance."""
        pages = [get(walker, SEARCH, f"198.51.100.{number}, {ANNA}") for number in range(4)]

        assert [page.status for page in pages] == [200, 200, 200, 429]
        assert get(walker, SEARCH, BORIS).status == 200

    def test_without_a_router_believe_no_header(self, walker: Walker, settings: Any) -> None:
        settings.TRUSTED_PROXY_COUNT = 0

        assert [get(walker, SEARCH, f"8.8.4.{number}").status for number in range(4)] == [200, 200, 200, 429]


@pytest.mark.usefixtures("three")
class TestCalls:
    def days(self, sandbox: Sandbox) -> list[str]:
        first = working_day(sandbox)
        return [self.times(first + timedelta(days=ahead)) for ahead in range(4)]

    def times(self, day: date) -> str:
        return f"/{BERLIN}/time/?service={HAIRCUT}&team_member=0&date={day}&lang=en"

    def test_that_one_address_causes_are_limited(self, walker: Walker, sandbox: Sandbox) -> None:
        pages = [get(walker, day, ANNA) for day in self.days(sandbox)]

        assert pages[0].status == 200
        assert_too_many(pages[-1])
        assert get(walker, self.days(sandbox)[-1], BORIS).status == 200

    def test_leave_what_is_at_hand_to_whoever_has_used_them_up(self, walker: Walker, sandbox: Sandbox) -> None:
        [first, *others] = self.days(sandbox)
        for day in (first, *others):
            page = get(walker, day, ANNA)
        assert page.status == 429
        sandbox.requests.clear()

        assert get(walker, first, ANNA).status == 200
        assert sandbox.requests == []

    def test_are_not_counted_for_what_was_at_hand(self, walker: Walker, sandbox: Sandbox) -> None:
        [first, *others] = self.days(sandbox)
        get(walker, first, BORIS)
        for _ in range(10):
            assert get(walker, first, ANNA).status == 200

        assert get(walker, others[0], ANNA).status == 200

    def test_are_not_begrudged_where_a_router_does_not_tell_who_is_behind_it(
        self, walker: Walker, sandbox: Sandbox
    ) -> None:
        assert [get(walker, day, "10.0.0.1").status for day in self.days(sandbox)] == [200] * 4


@pytest.mark.usefixtures("three")
def test_checks_count_for_the_address_that_our_router_saw(walker: Walker, sandbox: Sandbox) -> None:
    url = chosen(alone(sandbox, YUSUF))

    pages = [get(walker, url, f"8.8.4.{number}, 10.0.0.1") for number in range(4)]

    assert [page.status for page in pages[:3]] == [200] * 3
    assert_too_many(pages[3])
    assert get(walker, url, "8.8.4.4, 10.0.0.2").status == 200


def test_an_office_has_room_for_a_dozen_whole_walks_and_leaves_others_a_call_a_second(settings: Any) -> None:
    most = limits.CALLS_PER_ADDRESS.most

    assert most >= 12 * 8
    assert settings.ALTEGIO_CALLS_PER_SECOND * 60 - most >= 60


@pytest.mark.parametrize(
    ("count", "forwarded_for", "address"),
    [
        (1, "", "127.0.0.1"),
        (1, "8.8.8.8", "8.8.8.8"),
        (1, "1.1.1.1, 8.8.8.8", "8.8.8.8"),
        (2, "9.9.9.9, 1.1.1.1, 8.8.8.8", "1.1.1.1"),
        (2, "8.8.8.8", "127.0.0.1"),
        (0, "8.8.8.8", "127.0.0.1"),
        (1, "8.8.8.8, nonsense", "127.0.0.1"),
        (1, "8.8.8.8, 1.1.1.1\r\nX: y", "127.0.0.1"),
        (1, "8.8.8.8,", "8.8.8.8"),
        (1, "::ffff:8.8.8.8", "8.8.8.8"),
        (1, "2001:4860:4860::8888", "2001:4860:4860::"),
        (1, "2001:4860:4860:0:ffff::1", "2001:4860:4860::"),
        (1, "٨.٨.٨.٨", "127.0.0.1"),
        (1, "8.8.8.8" + "8" * 5000, "127.0.0.1"),
    ],
)
def test_the_visitors_address_is_the_rightmost_trusted_one(
    settings: Any, count: int, forwarded_for: str, address: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = count

    assert visitor_address(RequestFactory().get("/", headers={"X-Forwarded-For": forwarded_for})) == address


@pytest.mark.parametrize("header", ["X-Real-Ip", "Forwarded", "True-Client-Ip", "Cf-Connecting-Ip", "X-Client-Ip"])
def test_no_other_header_names_a_visitor(header: str) -> None:
    request = RequestFactory().get("/", headers={header: "8.8.8.8", "X-Forwarded-For": "1.1.1.1"})

    assert visitor_address(request) == "1.1.1.1"
