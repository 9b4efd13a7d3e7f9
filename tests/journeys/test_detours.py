"""Addresses that ask for a step too early, or with choices that are no longer valid or make no sense."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.walker import Walker, words

HAIRCUT, BLOW_DRY, YUSUF, MEI = 3302, 3304, 6542, 6543


@pytest.mark.parametrize(
    ("asked", "landed"),
    [
        ("date/", ""),
        ("time/", ""),
        ("details/", ""),
        (f"time/?service={HAIRCUT}", "date/"),
        (f"details/?service={HAIRCUT}", "date/"),
        (f"details/?service={HAIRCUT}&date=2999-01-01", "time/"),
        (f"details/?service={HAIRCUT}&slot=2999-01-01T10:00:00%2B01:00", "time/"),
    ],
)
def test_a_step_asked_for_too_early_leads_to_the_first_incomplete_one(walker: Walker, asked: str, landed: str) -> None:
    page = walker.open(f"/{BERLIN}/{asked}")

    # A day or time that far ahead leads one step further back.
    assert page.path in (f"/{BERLIN}/{landed}", f"/{BERLIN}/date/" if "2999" in asked else "")
    assert page.errors
    assert page.errors[0] in ("choice-changed", "request-invalid")
    assert page.status == 200


def test_the_reason_is_not_carried_further(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/date/")
    assert "notice=services" in walker.page.query

    walker.choose_services("Short haircut")

    assert "notice" not in walker.page.query
    assert not walker.page.errors


def test_a_service_that_is_gone_is_named_and_the_rest_is_kept(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.salon.withdraw(BERLIN, BLOW_DRY)

    page = walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&service={BLOW_DRY}&utm_source=card")

    assert page.path == f"/{BERLIN}/"
    assert page.errors == ["choice-changed"]
    assert [box["value"] for box in page.all("input[name=service][checked]")] == [str(HAIRCUT)]
    assert page.all('input[name="utm_source"]')


def test_a_preselected_service_that_never_was_is_told_on_the_first_page(walker: Walker) -> None:
    page = walker.open(f"/{BERLIN}/?service=999999&service={HAIRCUT}")

    assert page.errors == ["choice-changed"]
    assert [box["value"] for box in page.all("input[name=service][checked]")] == [str(HAIRCUT)]


def test_a_person_who_does_not_do_this_is_let_go_and_the_day_is_kept(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(f"/{BERLIN}/")
    walker.choose_services("Short haircut")
    walker.choose_first_day()

    page = walker.open(f"{walker.page.url}&team_member={MEI}")

    assert page.path == f"/{BERLIN}/time/"
    assert page.errors == ["choice-changed"]
    assert "team_member" not in page.query
    assert page.times


def test_anyone_cannot_be_chosen_where_the_location_does_not_allow_it(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.faults.add("answer", "company", status=200, body=_company_without_anyone())
    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")
    walker.choose_first_day()

    assert walker.page.heading == "Who would you like to see?"
    assert "Anyone" not in [words(name) for name in walker.page.all(".member .name")]
    assert not walker.page.times
    walker.follow("Yusuf")
    assert walker.page.all("h2#times-title")

    anyone = walker.open(walker.page.url.replace(f"team_member={YUSUF}", "team_member=0"))
    assert anyone.errors == ["choice-changed"]
    assert "team_member" not in anyone.query


def _company_without_anyone() -> dict[str, object]:
    data = {"id": BERLIN, "title": "Atelier", "timezone_name": "Europe/Berlin", "show_any_master": False}
    return {"success": True, "data": data, "meta": []}


def test_a_day_that_has_passed_leads_to_the_calendar(walker: Walker) -> None:
    page = walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&date=2020-01-01")

    assert page.path == f"/{BERLIN}/date/"
    assert page.errors == ["choice-changed"]


def test_a_time_that_has_passed_leads_back_to_choose(walker: Walker) -> None:
    slot = "2020-01-01T10:00:00%2B01:00"
    page = walker.open(f"/{BERLIN}/details/?service={HAIRCUT}&team_member=0&slot={slot}")

    assert page.path == f"/{BERLIN}/date/"
    assert page.errors == ["choice-changed"]
    assert f"service={HAIRCUT}" in page.query


NONSENSE = ["x", "-1", "1e9", "9" * 40, "٣", "%00", "<script>", "1 OR 1=1", "null", "../..", "💇"]


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("name", ["service", "team_member", "date", "slot", "month"])
@pytest.mark.parametrize("step", ["", "date/", "time/", "details/", "book/"])
def test_nonsense_gets_the_step_again_with_a_message(walker: Walker, step: str, name: str, value: str) -> None:
    page = walker.open(f"/{BERLIN}/{step}?service={HAIRCUT}&{name}={value}")

    assert page.status == 200
    if name != "month" or step == "date/":
        assert set(page.errors) & {"request-invalid", "choice-changed"}
    assert "<script>" not in page.response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "month=2020-01",
        "month=2999-12",
        "month=9999-12",
        "month=0001-01",
        "date=9999-12-31",
        "date=0001-01-01",
        "slot=9999-12-31T23:59:59-12:00&team_member=0",
        "slot=0001-01-01T00:00:00%2B12:00&team_member=0",
        "q=" + "a" * 5000,
        "q=%00%F0%9F",
        "lang=xx&theme=pink&accent=zz&corners=huge&font=comic",
        "utm_source=" + "b" * 3000,
        "&".join(f"service={number}" for number in range(1, 60)),
    ],
)
@pytest.mark.parametrize("step", ["", "date/", "time/", "details/"])
def test_values_at_the_edge_never_break_a_page(walker: Walker, step: str, query: str) -> None:
    page = walker.open(f"/{BERLIN}/{step}?service={HAIRCUT}&{query}")

    assert page.status == 200


def test_too_many_parameters_are_refused_calmly(walker: Walker) -> None:
    page = walker.open(f"/{BERLIN}/?" + "&".join(f"p{number}=1" for number in range(300)))

    assert page.status == 400
    assert page.errors == ["request-invalid"]


@pytest.mark.parametrize("path", ["/1/", "/4564999/", "/4564/nowhere/", "/nowhere", "/4564/date/x/", f"/{'9' * 5000}/"])
def test_an_address_that_leads_nowhere_is_a_calm_page_without_a_call(
    walker: Walker, sandbox: Sandbox, path: str
) -> None:
    page = walker.open(path)

    assert page.status == 404
    assert page.errors == ["not-found"]
    assert sandbox.requests == []


def test_a_typed_booking_address_leads_to_the_first_incomplete_step(walker: Walker) -> None:
    assert walker.open(f"/{BERLIN}/book/").path == f"/{BERLIN}/"
    assert walker.open(f"/{BERLIN}/book/?service={HAIRCUT}").path == f"/{BERLIN}/date/"


def test_a_space_in_a_time_is_read_back_as_a_plus(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/?")
    walker.choose_services("Short haircut")
    walker.choose_first_day()
    walker.choose_time()

    page = walker.open(walker.page.url.replace("%2B", "+"))

    assert page.all('[data-checked="ok"]')
    assert "%2B" in str(page.all("[formaction*='/time/']")[0]["formaction"])


def test_a_post_without_a_choice_leads_to_the_first_step(walker: Walker, sandbox: Sandbox) -> None:
    page = walker.post(f"/{BERLIN}/book/", {"fullname": "Anna"})

    assert (page.status, page.path, page.errors) == (200, f"/{BERLIN}/", ["choice-changed"])
    assert page.typed()["fullname"] == "Anna"
    assert sandbox.salon.records == []


def test_a_business_that_wants_notice_gets_it(
    walker: Walker, sandbox: Sandbox, settings: Any, travel_to: Callable[[str], None]
) -> None:
    travel_to("2027-02-01T09:00+01:00")
    settings.LOCATIONS = {BERLIN: replace(settings.LOCATIONS[BERLIN], lead_minutes=48 * 60)}
    sandbox.salon.set_hours(YUSUF, date(2027, 2, 3), [(time(8), time(12))])

    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&team_member={YUSUF}")
    free = [str(link["href"]).split("date=")[1][:10] for link in walker.page.all("td.is-free a")]
    assert free[0] == "2027-02-03"

    walker.choose_first_day()
    assert walker.page.times[0] == "09:15"
    early = walker.page.all("a.chip")[0]["href"].replace("T09:15", "T09:00")
    assert walker.open(str(early)).errors == ["choice-changed"]


def test_a_browsers_guess_costs_no_call(walker: Walker, sandbox: Sandbox) -> None:
    page = walker.open(f"/{BERLIN}/", **{"Sec-Purpose": "prefetch;prerender"})

    assert page.status == 503
    assert page.response["Cache-Control"] == "no-store"
    assert sandbox.requests == []


@pytest.mark.parametrize("step", ["", "date/?service=3302", f"time/?service=3302&date={date.today()}"])  # noqa: DTZ011
def test_a_location_closed_online_is_closed_at_every_step(walker: Walker, sandbox: Sandbox, step: str) -> None:
    sandbox.salon.close(BERLIN)

    assert walker.open(f"/{BERLIN}/{step}").errors == ["location-closed"]


def test_a_wish_for_a_service_weighs_more_than_the_person(walker: Walker) -> None:
    """The second service is one that Yusuf does not do."""
    page = walker.open(f"/{BERLIN}/?service={HAIRCUT}&service=3321&team_member={YUSUF}")

    assert page.errors == ["choice-changed"]
    assert {box["value"] for box in page.all("input[name=service][checked]")} == {str(HAIRCUT), "3321"}
    assert "team_member" not in page.query


def test_services_that_nobody_does_together_are_told_with_a_way_on(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.faults.add("answer", "company", status=200, body=_company_without_anyone())
    sandbox.faults.add("answer", "book_staff", status=200, body={"success": True, "data": [], "meta": []})

    page = walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&date={date.today() + timedelta(days=9)}")  # noqa: DTZ011

    assert "Nobody here does all of this in one visit." in page.text
    assert walker.follow("Choose fewer services").all(f'input[value="{HAIRCUT}"][checked]')


def test_where_nobody_can_do_it_no_call_is_spent_on_other_days(walker: Walker, sandbox: Sandbox) -> None:
    nothing = {"success": True, "data": [], "meta": []}
    sandbox.faults.add("answer", "book_staff", status=200, body=nothing)
    sandbox.faults.add("answer", "book_times", status=200, body=nothing)

    page = walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&date={date.today() + timedelta(days=9)}")  # noqa: DTZ011

    assert "Nobody here does all of this in one visit." in page.text
    assert not [asked for asked in sandbox.requests if asked.path.startswith("book_dates/")]


def test_a_person_whom_altegio_no_longer_finds_is_let_go_and_the_rest_is_kept(walker: Walker, sandbox: Sandbox) -> None:
    gone = {"success": False, "data": None, "meta": {"message": "team member not found"}}
    sandbox.faults.add("answer", "book_dates", times=1, status=404, body=gone)

    page = walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&team_member={YUSUF}")

    assert page.errors == ["choice-changed"]
    assert (page.path, "team_member" in page.query) == (f"/{BERLIN}/date/", False)
    assert f"service={HAIRCUT}" in page.query


@pytest.mark.parametrize("path", ["/999/", "/nowhere?lang=en&utm_source=card"])
def test_an_address_that_leads_nowhere_has_a_way_on(walker: Walker, path: str) -> None:
    walker.open(path)

    assert walker.follow("Start again").path == "/"


def test_a_day_that_has_passed_is_not_shown_as_chosen(walker: Walker) -> None:
    page = walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&date=2020-01-01")

    assert page.errors == ["choice-changed"]
    assert len(page.all(".summary li")) == 1
    assert not [link for link in page.all("main a") if "2020" in str(link["href"])]


def test_a_day_too_far_ahead_is_told_alike_at_both_steps(walker: Walker) -> None:
    far = f"service={HAIRCUT}&date=2999-01-01"

    told = [walker.open(f"/{BERLIN}/{step}/?{far}") for step in ("date", "time")]

    assert [page.errors for page in told] == [["request-invalid"]] * 2
    assert all("too far ahead" in page.text for page in told)


def test_a_location_that_altegio_calls_unknown_offers_no_false_start(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.faults.add("answer", "book_services", status=404, body={"success": False, "data": None, "meta": []})

    page = walker.open(f"/{BERLIN}/date/?service={HAIRCUT}&utm_source=card")

    assert page.errors == ["not-found"]
    assert f"service={HAIRCUT}" in str(page.links("Start again")[0]["href"])
