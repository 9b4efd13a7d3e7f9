"""Cancelling that is refused, or of which nobody can say what became of it: told as it is, never sent twice."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.booked_pages import address, booked_elsewhere, booked_ids
from tests.journeys.wishes import booked, moment
from tests.walker import Page, Walker

CANCEL = "Yes, cancel it"


@pytest.fixture
def page(walker: Walker, sandbox: Sandbox) -> Page:
    """What was just booked."""
    return booked(walker, sandbox)


def deletions(sandbox: Sandbox) -> int:
    return len([asked for asked in sandbox.requests if asked.method == "DELETE"])


def is_cancelled(sandbox: Sandbox) -> bool:
    return sandbox.salon.records[0].deleted


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("answer", {"status": 401, "body": {"success": False, "data": None, "meta": []}}),
        ("answer", {"status": 403, "body": {"success": False, "data": None, "meta": {"message": "Ada Lovelace"}}}),
        ("answer", {"status": 405, "body": {"success": False, "data": None, "meta": []}}),
        ("answer", {"status": 422, "body": {"success": False, "data": None, "meta": []}}),
        ("refuse", {"status": 422, "code": 433}),
        ("refuse", {"status": 422, "shape": "E"}),
    ],
)
def test_a_refusal_is_told_and_the_operator_learns_of_it(
    walker: Walker,
    sandbox: Sandbox,
    page: Page,
    kind: str,
    options: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    sandbox.faults.add(kind, "user", **options)

    page = walker.press(CANCEL)

    assert (page.status, page.errors) == (403, ["cancel-refused"])
    assert "It still stands. Please call us." in page.text
    assert booked_ids(page)
    assert page.all("a[href='tel:+493012345670']")
    assert not is_cancelled(sandbox)
    assert deletions(sandbox) == 1
    [told] = [record for record in caplog.records if record.name == "widget.views.cancel"]
    assert told.levelno == logging.WARNING
    assert told.getMessage().startswith(f"location {BERLIN}: Altegio refuses to cancel: status {options['status']}")
    assert "Ada" not in caplog.text


def test_rules_that_changed_meanwhile_are_told_as_a_refusal(walker: Walker, sandbox: Sandbox, page: Page) -> None:
    sandbox.salon.set_company(BERLIN, allow_delete_record=False)

    page = walker.press(CANCEL)

    assert (page.status, page.errors) == (403, ["cancel-refused"])
    assert not is_cancelled(sandbox)


def test_what_was_not_sent_is_not_cancelled_and_can_be_tried_again(
    walker: Walker, sandbox: Sandbox, page: Page, settings: Any
) -> None:
    settings.BOOKING_DEADLINE = 0

    page = walker.press(CANCEL)

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert "It is not cancelled" in page.text
    assert booked_ids(page)
    assert deletions(sandbox) == 0
    settings.BOOKING_DEADLINE = 14
    assert walker.press(CANCEL).all("[data-cancelled]")


def test_a_limit_of_calls_is_no_cancellation(walker: Walker, sandbox: Sandbox, page: Page) -> None:
    sandbox.faults.add("rate", "user")

    page = walker.press(CANCEL)

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert booked_ids(page)
    assert not is_cancelled(sandbox)


def test_an_altegio_that_is_gone_has_cancelled_nothing(walker: Walker, sandbox: Sandbox, page: Page) -> None:
    sandbox.close()

    page = walker.press(CANCEL)

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert "It is not cancelled" in page.text
    assert booked_ids(page)


@pytest.mark.parametrize(("kind", "options"), [("drop", {"after": True}), ("short", {}), ("slow", {"seconds": 3})])
def test_a_lost_answer_is_looked_up_and_a_cancellation_is_told(
    walker: Walker, sandbox: Sandbox, page: Page, settings: Any, kind: str, options: dict[str, Any]
) -> None:
    settings.BOOKING_DEADLINE = 0.5 if kind == "slow" else 14
    sandbox.faults.add(kind, "user", **options)
    if kind == "slow":
        sandbox.salon.cancel(sandbox.salon.records[0])  # as Altegio does it, though its answer comes too late

    page = walker.press(CANCEL)

    assert page.status == 200
    assert page.heading == "This appointment is cancelled"
    assert is_cancelled(sandbox)
    assert deletions(sandbox) == 1


@pytest.mark.parametrize(("kind", "options"), [("hang", {}), ("drop", {}), ("error", {}), ("html", {})])
@pytest.mark.parametrize("is_seen", [True, False])
def test_where_nobody_knows_it_is_said_so_and_never_sent_twice(
    walker: Walker,
    sandbox: Sandbox,
    page: Page,
    settings: Any,
    kind: str,
    options: dict[str, Any],
    is_seen: bool,
) -> None:
    settings.BOOKING_DEADLINE = 0.5
    sandbox.faults.add(kind, "user", **options)
    if not is_seen:
        sandbox.faults.add("error", "book_record")

    page = walker.press(CANCEL)

    assert (page.status, page.errors) == (202, ["outcome-unknown"])
    assert booked_ids(page)
    assert page.all("a[href='tel:+493012345670']")
    assert deletions(sandbox) == 1
    sandbox.faults.clear()
    assert walker.open(page.url.replace("cancel/", "")).heading == "You're booked"
    assert not is_cancelled(sandbox)


def test_nothing_is_cancelled_for_a_page_that_cannot_be_shown(walker: Walker, sandbox: Sandbox) -> None:
    starts_at = moment(sandbox)
    records = [booked_elsewhere(sandbox, starts_at + timedelta(hours=hours)) for hours in (0, 2)]
    walker.open(address(*records))
    sandbox.faults.add("error", "book_record")

    page = walker.press(CANCEL)

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert deletions(sandbox) == 0
