"""However long a list is, a few keys lead past it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.keyboard import FOCUS, complaint
from tests.browser.salon import HAIRCUT, YUSUF, at, working_day
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser

MOST_PRESSES = 8
"""From the heading of a page to what comes after its lists."""


def many_services(sandbox: Sandbox) -> str:
    rows = [{"id": number, "title": f"Service {number}", "category_id": number % 9 + 1} for number in range(1, 201)]
    categories = [{"id": number, "title": f"Category {number}"} for number in range(1, 10)]
    answer(sandbox, "book_services", {"services": rows, "category": categories})
    return f"/{BERLIN}/?lang=en"


def many_people(sandbox: Sandbox) -> str:
    answer(sandbox, "book_staff", [{"id": number, "name": f"Person {number}"} for number in range(1, 81)])
    return f"/{BERLIN}/?people=1&lang=en"


def many_times(sandbox: Sandbox) -> str:
    moments = [at(sandbox, 9) + timedelta(minutes=5 * number) for number in range(96)]
    answer(
        sandbox,
        "book_times",
        [{"time": f"{m:%H:%M}", "seance_length": 2700, "datetime": m.isoformat()} for m in moments],
    )
    return f"/{BERLIN}/time/?service={HAIRCUT}&date={working_day(sandbox)}&team_member={YUSUF}&lang=en"


def many_people_and_times(sandbox: Sandbox) -> str:
    many_people(sandbox)
    return many_times(sandbox).replace(f"team_member={YUSUF}", "team_member=7")


def answer(sandbox: Sandbox, endpoint: str, data: Any) -> None:
    sandbox.faults.add("answer", endpoint, status=200, body={"success": True, "data": data, "meta": []})


@pytest.mark.parametrize(
    ("prepare", "list_item", "least", "goal"),
    [
        (many_services, ".service", 200, ".menu .primary"),
        (many_people, ".member", 80, "#onward a"),
        (many_times, ".chip", 80, "#onward a"),
        (many_people_and_times, ".member", 80, "#onward a"),
    ],
)
def test_a_few_keys_lead_past_it(
    page: Page, sandbox: Sandbox, prepare: Callable[[Sandbox], str], list_item: str, least: int, goal: str
) -> None:
    page.goto(prepare(sandbox))
    expect(page.locator("h1")).to_be_visible()
    assert page.locator(list_item).count() >= least

    page.locator("h1").focus()
    presses = 0
    while not page.locator(goal).first.evaluate("goal => goal === document.activeElement"):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        assert not complaint(stop)
        presses += 1
        if stop["isSkip"]:
            page.keyboard.press("Enter")
            presses += 1
        assert presses <= MOST_PRESSES


def test_a_short_list_has_nothing_to_skip(page: Page, sandbox: Sandbox) -> None:
    moments = [at(sandbox, hour) for hour in (10, 12)]
    answer(sandbox, "book_times", [{"time": f"{m:%H:%M}", "datetime": m.isoformat()} for m in moments])
    page.goto(f"/{BERLIN}/time/?service={HAIRCUT}&date={working_day(sandbox)}&team_member={YUSUF}&lang=en")

    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator("main .skip")).to_have_count(0)
