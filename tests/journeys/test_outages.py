"""Altegio is slow, limited, quirky and sometimes down. No failure may look like "no free times"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox, running
from tests.conftest import BERLIN, NEW_YORK
from tests.english import EnglishClient
from tests.walker import Walker

HAIRCUT = 3302

FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("error", {"status": 500}, "unavailable"),
    ("html", {}, "unavailable"),
    ("truncated", {}, "unavailable"),
    ("short", {}, "unavailable"),
    ("drop", {}, "unavailable"),
    ("empty", {}, "unavailable"),
    ("hang", {}, "unavailable"),
    ("drip", {"seconds": 0.2}, "unavailable"),
    ("drip_headers", {"seconds": 0.2}, "unavailable"),
    ("redirect", {}, "unavailable"),
    ("rate", {"retry_after": 7}, "busy"),
    ("answer", {"status": 401, "body": {"success": False, "data": None, "meta": {"message": "no"}}}, "misconfigured"),
    ("answer", {"status": 403, "body": {"success": False, "data": None, "meta": {"message": "no"}}}, "misconfigured"),
    ("answer", {"status": 402, "body": {"success": False, "data": None, "meta": {"message": "no"}}}, "misconfigured"),
    ("answer", {"status": 400, "body": {"success": False, "data": None, "meta": {"message": "no"}}}, "misconfigured"),
    ("answer", {"status": 200, "body": {"success": True, "data": None, "meta": []}}, "unavailable"),
    ("answer", {"status": 200, "body": {"success": True, "data": ["x"], "meta": []}}, "unavailable"),
    ("answer", {"status": 200, "body": "[]"}, "unavailable"),
]

PAGES = [
    ("company", f"/{BERLIN}/"),
    ("book_services", f"/{BERLIN}/"),
    ("book_dates", f"/{BERLIN}/date/?service={HAIRCUT}&utm_source=card"),
    ("book_staff", f"/{BERLIN}/time/?service={HAIRCUT}&date={{day}}&team_member=6542&utm_source=card"),
    ("book_times", f"/{BERLIN}/time/?service={HAIRCUT}&date={{day}}&utm_source=card"),
]


@pytest.fixture
def quick(widget: Any) -> None:
    """Short enough for what hangs, long enough for what answers on a busy machine."""
    widget.ALTEGIO_TIMEOUT = 1.0
    widget.ALTEGIO_DEADLINE = 2.0


@pytest.mark.parametrize(("kind", "options", "key"), FAULTS, ids=lambda value: value if isinstance(value, str) else "")
@pytest.mark.parametrize(("endpoint", "url"), PAGES)
def test_a_failure_upstream_is_a_calm_page_that_keeps_the_choice(
    walker: Walker,
    sandbox: Sandbox,
    quick: None,
    cold: Callable[[], None],
    endpoint: str,
    url: str,
    kind: str,
    options: dict[str, Any],
    key: str,
) -> None:
    url = url.format(day=_some_day(walker))
    cold()
    sandbox.faults.add(kind, endpoint, **options)

    page = walker.open(url)

    assert page.status == 503
    assert page.errors == [key]
    assert page.response["Retry-After"] == ("7" if kind == "rate" else "5")
    assert page.response["Cache-Control"] == "no-store"
    assert "no free" not in page.text
    retry = walker.page.links("Try again")[0]
    assert str(retry["href"]) == url
    if endpoint != "company":
        assert page.all("a[href='tel:+493012345670']")

    sandbox.faults.clear()
    cold()
    assert walker.follow(retry).status == 200


@pytest.mark.parametrize(("kind", "options", "key"), FAULTS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_check_that_fails_is_neither_a_yes_nor_a_taken_time(
    walker: Walker, sandbox: Sandbox, quick: None, kind: str, options: dict[str, Any], key: str
) -> None:
    walker.open(f"/{NEW_YORK}/")  # whose yes has a body, unlike Berlin's
    walker.choose_services("Gloss")
    walker.choose_first_day()
    url = walker.choose_time().url
    sandbox.faults.add(kind, "book_check", **options)

    page = walker.open(url)

    if kind in ("empty",) or options.get("body") in (
        {"success": True, "data": None, "meta": []},
        {"success": True, "data": ["x"], "meta": []},
        "[]",
    ):
        assert page.all('[data-checked="ok"]')  # an empty or good 2xx is what a yes looks like
    else:
        assert page.errors == [key]
        assert not page.all("[data-checked]")


def test_a_location_that_altegio_does_not_know_is_for_the_operator(walker: Walker, settings: Any) -> None:
    settings.LOCATIONS = {999: settings.LOCATIONS[BERLIN]}

    page = walker.open("/999/")

    assert page.status == 503
    assert page.errors == ["misconfigured"]


def test_something_withdrawn_between_two_steps_is_not_found_with_a_way_to_start_again(
    walker: Walker, sandbox: Sandbox
) -> None:
    sandbox.faults.add("answer", "book_dates", status=404, body={"success": False, "data": None, "meta": []})

    page = walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")

    assert page.status == 404
    assert page.errors == ["not-found"]
    assert walker.follow("Start again").path == f"/{BERLIN}/"


def test_a_location_that_is_closed_online_says_so_with_its_phone(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.salon.close(BERLIN)

    page = walker.open(f"/{BERLIN}/")

    assert page.status == 200
    assert page.errors == ["location-closed"]
    assert page.all("main a[href='tel:+493012345670']")
    assert not page.all("form")


def test_the_choice_of_locations_survives_one_that_is_not_known(walker: Walker, settings: Any) -> None:
    settings.LOCATIONS = dict.fromkeys((BERLIN, 999), settings.LOCATIONS[BERLIN])

    page = walker.open("/")

    assert page.status == 200
    assert len(page.all(".locations a")) == 2
    assert "Atelier Linden" in page.text
    assert "Location 999" in page.text


def test_altegios_words_reach_neither_page_nor_log(
    walker: Walker, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"success": False, "data": None, "meta": {"message": "Anna Secret +79990001122", "errors": [{"code": 433}]}}
    for status in (400, 403, 422, 500):
        sandbox.faults.add("answer", "*", status=status, body=body)
        page = walker.open(f"/{BERLIN}/")
        assert "Secret" not in page.response.content.decode()

    assert "book" in caplog.text or "company" in caplog.text
    assert "Secret" not in caplog.text
    assert "7999" not in caplog.text


def test_a_strict_altegio_never_has_to_say_too_many(widget: Any) -> None:
    """With the real budget: walks as quick as a machine can click them meet no 429."""
    with running(rate_limited=True) as strict:
        widget.ALTEGIO_API_URL = strict.url
        widget.ALTEGIO_CALLS_PER_SECOND, widget.ALTEGIO_BURST = 3, 2
        walker = Walker(EnglishClient(raise_request_exception=False))
        for _ in range(2):
            walker.open(f"/{BERLIN}/")
            walker.choose_services("Short haircut")
            walker.choose_first_day()
            walker.choose_time()
            assert walker.page.all('[data-checked="ok"]')
        assert strict.refused_by_rate == 0
        assert max(asked.status for asked in strict.requests) < 300


def _some_day(walker: Walker) -> str:
    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")
    return str(walker.page.all("td.is-free a")[0]["href"]).split("date=")[1][:10]
