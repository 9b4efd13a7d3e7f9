"""What pages tell the page around them: ids and times, on every step, and never who is coming."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from booking_site.sandbox.server import Sandbox
from tests.browser.salon import HAIRCUT, YUSUF
from tests.conftest import BERLIN
from tests.journeys.at_the_form import ADA, alone, open_form, send
from tests.walker import Page, Walker


def facts(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(str(page.html.body["data-facts"]))  # type: ignore[index]
    return found


def test_each_step_tells_where_the_visitor_is_and_what_is_chosen(walker: Walker, sandbox: Sandbox) -> None:
    at = alone(sandbox, YUSUF)
    day = at.date().isoformat()
    chosen = {"service": HAIRCUT, "team_member": YUSUF, "date": day}

    assert facts(walker.open(f"/{BERLIN}/")) == {
        "step": "services", "location": BERLIN, "services": [], "team_member": None, "date": None, "slot": None,
    }  # fmt: skip
    for step in ("date", "time"):
        assert facts(walker.open(f"/{BERLIN}/{step}/?{urlencode(chosen)}")) == {
            "step": step, "location": BERLIN, "services": [HAIRCUT], "team_member": YUSUF, "date": day, "slot": None,
        }  # fmt: skip


def test_the_details_tell_the_slot(walker: Walker, sandbox: Sandbox) -> None:
    page = open_form(walker, sandbox)

    told = facts(page)
    assert told["step"] == "details"
    assert told["slot"].startswith(told["date"])


def test_a_booking_tells_records_and_times_alone(walker: Walker, sandbox: Sandbox) -> None:
    open_form(walker, sandbox)
    page = send(walker)

    [record] = sandbox.salon.records
    told = facts(page)
    assert told["step"] == "booking"
    [appointment] = told["appointments"]
    assert set(appointment) == {"record", "services", "team_member", "starts_at", "is_cancelled"}
    assert appointment["record"] == record.id
    everything = json.dumps(told)
    for secret in (record.hash, "901820", *ADA.values()):
        assert secret not in everything


def test_an_error_tells_that_it_is_one(walker: Walker, sandbox: Sandbox) -> None:
    assert facts(walker.open(f"/{BERLIN}/nowhere/")) == {"step": "error", "location": None}


def test_other_pages_of_a_step_have_a_name_of_their_own(walker: Walker, sandbox: Sandbox) -> None:
    assert facts(walker.open(f"/{BERLIN}/?people=1"))["step"] == "people"
