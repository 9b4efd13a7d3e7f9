"""How many calls a walk costs, what a visitor gets when Altegio does not answer, and what the operator sees of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from booking_site.sandbox.server import Sandbox
from tests.browser.salon import keep_free
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.walker import Page, Walker, words

HAIRCUT, YUSUF = 3302, 6542
OUTAGES: list[tuple[str, dict[str, Any]]] = [
    ("error", {"status": 500}),
    ("hang", {}),
    ("drip", {"seconds": 0.2}),
    ("drop", {}),
    ("rate", {}),
    ("truncated", {}),
]


def calls(sandbox: Sandbox) -> list[str]:
    """The endpoints asked since this was last looked at."""
    asked = [received.path.split("/")[0] for received in sandbox.requests]
    sandbox.requests.clear()
    return asked


def walk(walker: Walker, sandbox: Sandbox, person: str = "") -> list[list[str]]:
    """What each page asked."""
    keep_free(sandbox)
    asked = []
    walker.open(f"/{BERLIN}/")
    asked.append(calls(sandbox))
    walker.choose_services("Short haircut")
    asked.append(calls(sandbox))
    walker.choose_first_day()
    asked.append(calls(sandbox))
    if person:
        walker.follow(person)
        asked.append(calls(sandbox))
    walker.choose_time()
    assert walker.page.all('[data-checked="ok"]')
    asked.append(calls(sandbox))
    return asked


def test_a_first_view_costs_two_calls_and_then_none(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(f"/{BERLIN}/")
    assert sorted(calls(sandbox)) == ["book_services", "company"]

    walker.open(f"/{BERLIN}/")
    assert calls(sandbox) == []


@pytest.mark.parametrize("person", ["", "Yusuf"])
def test_a_walk_costs_at_most_seven_calls_and_then_only_the_check(
    walker: Walker, sandbox: Sandbox, person: str, travel_to: Callable[[str], None]
) -> None:
    travel_to("2027-02-01T08:00+01:00")
    cold = walk(walker, sandbox, person)
    warm = walk(walker, sandbox, person)

    assert all(len(page) <= 2 for page in cold), cold
    assert sum(len(page) for page in cold) <= 7, cold
    assert [page for page in warm if page] == [["book_check"]]


def test_a_walk_with_a_person_from_the_start_costs_no_more(walker: Walker, sandbox: Sandbox) -> None:
    asked = []
    walker.open(f"/{BERLIN}/?service={HAIRCUT}&team_member={YUSUF}")
    asked.append(calls(sandbox))
    walker.choose_services()
    asked.append(calls(sandbox))
    walker.choose_first_day()
    asked.append(calls(sandbox))
    walker.choose_time()
    asked.append(calls(sandbox))

    # A month without a free day costs a look at the next.
    assert len(asked[0]) == 2
    assert sum(len(page) for page in asked) <= 7, asked


def test_what_does_not_depend_on_each_other_is_asked_side_by_side(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.faults.add("slow", seconds=0.4)

    walker.open(f"/{BERLIN}/")

    first, second = (received.at for received in sandbox.requests)
    assert second - first < 0.4


def test_a_chosen_persons_price_is_shown_where_it_is_at_hand(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(f"/{BERLIN}/?service={HAIRCUT}&team_member={YUSUF}")
    theirs = words(walker.page.html.select_one(f"label[for=service-{HAIRCUT}] .price"))
    walker.choose_services()

    assert theirs in walker.page.text


def later(seconds: float) -> Any:
    return time_machine.travel(time.time() + seconds, tick=True)


@pytest.fixture
def quick(widget: Any) -> None:
    widget.ALTEGIO_TIMEOUT = 0.6
    widget.ALTEGIO_DEADLINE = 1.2


def times_page(walker: Walker) -> Page:
    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")
    return walker.choose_first_day()


@pytest.mark.parametrize(("kind", "options"), OUTAGES, ids=[kind for kind, _ in OUTAGES])
def test_warm_pages_outlive_an_outage_of_every_endpoint_and_say_how_old_they_are(
    walker: Walker, sandbox: Sandbox, quick: None, kind: str, options: dict[str, Any]
) -> None:
    walker.open(f"/{BERLIN}/")
    page = times_page(walker)
    shown, dates_url = page.times, f"/{BERLIN}/date/?service={HAIRCUT}"
    sandbox.faults.add(kind, **options)

    with later(100):
        page = walker.open(page.url)
        assert (page.status, page.times) == (200, shown)
        [note] = page.all("[data-as-of]")
        assert datetime.now().astimezone() - datetime.fromisoformat(str(note["data-as-of"])) > datetime.resolution * 9e7
        assert words(note).startswith("Times as of ")
        assert page.links("Try again")
        assert walker.open(dates_url).all(".chip")
        assert walker.page.all("[data-as-of]")  # not of the days, which are only stale, but of the soonest times
    with later(400):
        assert walker.open(dates_url).all("[data-as-of]")
        assert not walker.open(f"/{BERLIN}/").all("[data-as-of]")


@pytest.mark.parametrize(("kind", "options"), OUTAGES, ids=[kind for kind, _ in OUTAGES])
@pytest.mark.parametrize(
    ("endpoint", "seconds", "url"),
    [
        ("company", 4000, f"/{BERLIN}/"),
        ("book_services", 4000, f"/{BERLIN}/"),
        ("book_staff", 4000, f"/{BERLIN}/time/?service={HAIRCUT}&date={{day}}"),
        ("book_dates", 400, f"/{BERLIN}/date/?service={HAIRCUT}"),
        ("book_times", 60, f"/{BERLIN}/time/?service={HAIRCUT}&date={{day}}"),
    ],
)
def test_an_outage_of_one_endpoint_marks_the_warm_page_made_of_it(
    walker: Walker,
    sandbox: Sandbox,
    quick: None,
    endpoint: str,
    seconds: float,
    url: str,
    kind: str,
    options: dict[str, Any],
) -> None:
    url = url.format(day=date.today() + timedelta(days=2))  # noqa: DTZ011 - any day ahead will do
    walker.open(url)
    sandbox.faults.add(kind, endpoint, **options)

    with later(seconds):
        page = walker.open(url)

    if (kind, endpoint) == ("rate", "book_staff"):
        # A 429 stops all calls, and the times of an hour ago are nobody's: they were asked for before it, or not.
        assert (page.status, page.errors) in ((200, []), (503, ["busy"]))
    else:
        assert page.status == 200
        [note] = page.all("[data-as-of]")
        assert words(note).startswith("Times as of ") == (endpoint == "book_times")


def test_times_that_are_too_old_are_not_shown_at_all(walker: Walker, sandbox: Sandbox, quick: None) -> None:
    page = times_page(walker)
    sandbox.faults.add("error", "book_times", status=500)

    with later(130):
        page = walker.open(page.url)

    assert (page.status, page.errors) == (503, ["unavailable"])


def test_a_hanging_altegio_costs_the_first_visitor_the_deadline_and_the_next_ones_nothing(
    walker: Walker, sandbox: Sandbox, quick: None
) -> None:
    sandbox.faults.add("hang")
    begun = time.monotonic()
    assert walker.open(f"/{BERLIN}/").status == 503
    first = time.monotonic() - begun
    sandbox.requests.clear()

    for _ in range(10):
        assert walker.open(f"/{BERLIN}/").errors == ["unavailable"]

    assert first < 5
    assert sandbox.requests == []


def test_pages_recover_by_themselves_when_the_fault_ends(walker: Walker, sandbox: Sandbox, widget: Any) -> None:
    widget.ALTEGIO_FAILURE_KEPT = widget.ALTEGIO_FIRST_REST = 0.05
    sandbox.faults.add("error", status=500)
    for _ in range(10):
        assert walker.open(f"/{BERLIN}/").status == 503
    sandbox.faults.clear()

    ends_at = time.monotonic() + 30
    while walker.open(f"/{BERLIN}/").status != 200:
        assert time.monotonic() < ends_at
        time.sleep(0.05)


def test_refreshing_asks_anew_and_the_link_is_on_the_page(walker: Walker, sandbox: Sandbox) -> None:
    page = times_page(walker)
    [link] = page.links("Refresh times")
    calls(sandbox)

    with later(5):
        walker.open(page.url)
        assert calls(sandbox) == []
        walker.follow(link)
        assert calls(sandbox) == ["book_times"]
        walker.open(walker.page.url)
        assert calls(sandbox) == []
    assert all("refresh=" not in str(chip["href"]) for chip in walker.page.all("a.chip"))


@pytest.mark.parametrize("kind", ["error", "drop"])
def test_times_with_anyone_need_no_names(walker: Walker, sandbox: Sandbox, kind: str) -> None:
    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")
    sandbox.faults.add(kind, "book_staff")

    page = walker.choose_first_day()

    assert page.status == 200
    assert page.times
    assert "You can book with anyone." in page.text
    assert not page.all("a.member")


def test_a_lost_time_is_answered_with_the_newest_ones(walker: Walker, sandbox: Sandbox) -> None:
    page = times_page(walker)
    first = page.all("a.chip")[0]
    moment = datetime.fromisoformat(str(first.time["datetime"]))  # type: ignore[union-attr, index]
    for member_id in sandbox.salon.locations[BERLIN].members:
        sandbox.salon.take_day(BERLIN, member_id, moment.date())

    page = walker.follow(first)

    assert page.errors == ["nobody-free"]
    assert page.times == []
    assert page.all("main a.way")


def test_the_operator_sees_what_a_request_cost(
    walker: Walker, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "booking_site.request_log")
    walker.open(f"/{BERLIN}/?utm_source=secret")
    walker.open(f"/{BERLIN}/?utm_source=secret")
    with later(700):
        walker.open(f"/{BERLIN}/")

    first, second, third = (vars(record) for record in caplog.records if "widget:services" in record.message)
    assert (first["location"], first["status"], first["upstream"]) == (BERLIN, 200, 2)
    assert first["asked"] == "company:miss,book_services:miss"
    assert second["upstream"] == 0
    assert second["asked"] == "company:hit,book_services:hit"
    assert third["asked"] == "company:stale,book_services:stale"
    assert "secret" not in str((first, second, third))


def test_developer_tools_see_it_too_and_only_in_debug(walker: Walker, settings: Any, cold: Callable[[], None]) -> None:
    assert "Server-Timing" not in walker.open(f"/{BERLIN}/").response
    settings.DEBUG = True
    cold()

    timing = walker.open(f"/{BERLIN}/").response["Server-Timing"]

    assert 'desc="2 calls"' in timing
    assert "company;dur=" in timing
    assert "desc=miss" in timing


def test_a_browsers_guess_costs_nothing_and_gets_what_is_at_hand(walker: Walker, sandbox: Sandbox) -> None:
    guess = {"Sec-Purpose": "prefetch"}
    page = walker.open(f"/{BERLIN}/", **guess)
    assert (page.status, page.errors, page.response["Cache-Control"]) == (503, ["busy"], "no-store")
    assert sandbox.requests == []

    walk(walker, sandbox)
    assert walker.open(f"/{BERLIN}/", **guess).status == 200
    assert EnglishClient().get(walker.page.url, headers=guess).status_code == 200
    assert calls(sandbox) == []
