"""Numbers that no address of ours can hold: an answer with one is no answer, and no fault of ours."""

from __future__ import annotations

import pytest

from booking_site.sandbox.server import Sandbox
from tests.altegio.payloads import payload
from tests.conftest import BERLIN
from tests.journeys.at_the_form import booked_ids, open_form, send
from tests.journeys.booked_pages import address, booked_elsewhere
from tests.journeys.wishes import HAIRCUT, moment
from tests.walker import Walker

TIMES_WITH_JAMES = f"/{BERLIN}/time/?service={HAIRCUT}&team_member=16&date={{day}}"


@pytest.mark.parametrize(
    ("endpoint", "name", "url"),
    [
        ("company", "company_with_a_negative_id.json", f"/{BERLIN}/?lang=en"),
        ("book_staff", "staff_with_a_negative_id.json", TIMES_WITH_JAMES),
    ],
)
def test_an_answer_with_such_an_id_is_told_as_a_failure(
    walker: Walker, sandbox: Sandbox, endpoint: str, name: str, url: str
) -> None:
    sandbox.faults.add("answer", endpoint, body=payload(name))

    page = walker.open(url.format(day=moment(sandbox).date()))

    assert (page.status, page.errors) == (503, ["unavailable"])


def test_a_booking_with_such_an_id_is_told_as_unknown(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    sandbox.faults.add("answer", "POST book_record", status=201, body=payload("booked_with_an_endless_id.json"))

    page = send(walker)

    assert (page.status, page.errors) == (202, ["outcome-unknown"])


def test_an_appointment_that_comes_with_another_id_is_the_one_that_was_asked_for(
    walker: Walker, sandbox: Sandbox
) -> None:
    record = booked_elsewhere(sandbox, moment(sandbox))
    body = payload("appointment.json").replace(b"2026-10-24", str(moment(sandbox).date()).encode())
    sandbox.faults.add("answer", "GET book_record", body=body)
    page = walker.open(address(record))

    assert booked_ids(page) == [str(record.id)]
    assert walker.press("Yes, cancel it").all("[data-cancelled]")
    assert record.deleted
