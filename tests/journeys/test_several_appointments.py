"""More than one appointment in a booking: chosen, changed and removed one by one."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from bs4 import Tag

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.two_wishes import NOON_AND_TWO, appointment, details_of, noon, starts, two_wishes
from tests.journeys.wishes import ADA, HAIRCUT, KATARZYNA, MANICURE, YUSUF, booked, details, sent
from tests.walker import Page, Walker, words


def press_in(walker: Walker, part: int, name: str, **typed: str) -> Page:
    """Presses the button (or follows the link) in one of the appointments."""
    tags = walker.page.all("section.appointment")[part].find_all(["a", "button"])
    tag = next(tag for tag in tags if name in words(tag))
    return walker.press(tag, **typed) if tag.name == "button" else walker.follow(tag)


def is_without(tag: Tag) -> bool:
    return "Remove" in words(tag) or "without" in words(tag)


def titles(page: Page) -> set[str]:
    return {words(what) for what in page.all("section.appointment dd ul")}


def pick(walker: Walker, clock: str) -> Page:
    return walker.press(next(chip for chip in walker.page.all("button.chip") if clock in words(chip)))


def test_another_service_is_chosen_step_by_step_and_what_was_typed_goes_along(walker: Walker, sandbox: Sandbox) -> None:
    at = noon(sandbox)
    details(walker, sandbox)
    typed = ADA | {"comment": "By the window"}

    page = walker.press("Add another service", **typed)
    assert page.path == f"/{BERLIN}/"
    assert parse_qs(page.query)["appointment"] == [appointment(at)]
    assert not page.all("input[name=service][checked]")
    page = walker.press("Continue", service=str(MANICURE))
    assert page.path == f"/{BERLIN}/date/"
    page = walker.press(page.all("td.is-free button")[0])
    assert page.path == f"/{BERLIN}/time/"
    page = walker.press(page.all("button.chip")[0])

    assert page.path == f"/{BERLIN}/details/"
    assert page.all('[data-checked="ok"]')
    assert titles(page) == {"Short haircut", "Classic manicure"}
    assert {name: page.typed()[name] for name in typed} == typed
    page = walker.press("Book 2 appointments")
    assert len(page.all("[data-booked]")) == 2
    [body] = sent(sandbox)
    assert (body["fullname"], body["comment"]) == (ADA["fullname"], "By the window")


def test_who_changes_their_mind_goes_on_without_another(walker: Walker, sandbox: Sandbox) -> None:
    at = noon(sandbox)
    details(walker, sandbox)
    walker.press("Add another service", **ADA)
    walker.press("Continue", service=str(MANICURE))

    page = walker.press("Go on without adding")

    assert (page.path, starts(page)) == (f"/{BERLIN}/details/", ["12:00"])
    assert parse_qs(page.query)["slot"] == [at.isoformat()]
    assert walker.press("Book for").all("[data-booked]")


def test_up_to_five_and_not_a_sixth(walker: Walker, sandbox: Sandbox) -> None:
    at = noon(sandbox)
    others = [appointment(at + timedelta(hours=hours)) for hours in range(-3, 1)]
    for count in range(5):
        page = walker.open(details_of(at, *others[:count]))
        assert len(page.all("section.appointment")) == count + 1
        assert bool(page.buttons("Add another service")) == (count < 4)
        assert not page.errors

    page = walker.open(details_of(at, *others, appointment(at + timedelta(hours=1))))

    assert page.errors == ["request-invalid"]
    assert len(page.all("section.appointment")) == 5
    assert not page.buttons("Add another service")


@pytest.mark.parametrize("step", ["", "date/", "time/", "details/"])
def test_an_address_keeps_what_is_finished_at_every_step(walker: Walker, sandbox: Sandbox, step: str) -> None:
    at = noon(sandbox)
    finished = appointment(at)
    current = f"service={MANICURE}&team_member={KATARZYNA}&slot={(at + timedelta(hours=2)).isoformat()}"
    slot = current.replace("+", "%2B") if step == "details/" else current.split("&slot")[0] + f"&date={at.date()}"

    page = walker.open(f"/{BERLIN}/{step}?{slot}&appointment={finished.replace('+', '%2B')}&lang=en")

    assert not page.errors
    onward = [tag for tag in page.all("main a[href^='/'], main [formaction], main form") if not is_without(tag)]
    addresses = [str(tag.get("href") or tag.get("formaction") or tag.get("action")) for tag in onward]
    hidden = [str(field["value"]) for field in page.all("input[name=appointment]")]
    assert addresses
    assert hidden == [finished] or all("appointment=" in url for url in addresses)


@pytest.mark.parametrize(
    "nonsense",
    ["x", "3302", "3302~1", "~1~2030-01-01T10:00:00Z", "3302~x~2030-01-01T10:00:00Z", "1~1~2030-02-30T10:00"],
)
@pytest.mark.parametrize("step", ["", "date", "details"])
def test_an_appointment_that_cannot_be_read_is_told_and_the_rest_kept(
    walker: Walker, sandbox: Sandbox, step: str, nonsense: str
) -> None:
    at = noon(sandbox)
    url = details_of(at + timedelta(hours=2), nonsense, appointment(at), step=step).replace("//", "/")

    page = walker.open(url)

    assert (page.status, page.errors) == (200, ["request-invalid"])
    if step == "details":
        assert starts(page) == NOON_AND_TWO


@pytest.mark.parametrize(("part", "expected"), [(0, ["13:00", "14:00"]), (1, ["12:00", "13:00"])])
def test_the_time_of_each_can_be_changed(walker: Walker, sandbox: Sandbox, part: int, expected: list[str]) -> None:
    two_wishes(walker, sandbox)

    page = press_in(walker, part, "Change: Time", **ADA)
    assert page.path == f"/{BERLIN}/time/"
    assert parse_qs(page.query)["service"] == [str((HAIRCUT, MANICURE)[part])]
    page = pick(walker, "13:00")

    assert page.all('[data-checked="ok"]')
    assert starts(page) == expected
    assert page.typed()["fullname"] == ADA["fullname"]
    assert titles(page) == {"Short haircut", "Classic manicure"}


@pytest.mark.parametrize("part", [0, 1])
def test_the_service_of_each_can_be_changed(walker: Walker, sandbox: Sandbox, part: int) -> None:
    two_wishes(walker, sandbox)
    other = (3306, 3324)[part]  # a child's haircut and a single nail: neither takes longer

    page = press_in(walker, part, "Change: Service", **ADA)
    assert page.path == f"/{BERLIN}/"
    [ticked] = page.all("input[name=service][checked]")
    assert ticked["value"] == str((HAIRCUT, MANICURE)[part])
    page = walker.press("Continue", service=str(other))

    assert page.path == f"/{BERLIN}/details/"
    assert starts(page) == NOON_AND_TWO
    assert titles(page) == {
        ("Children’s haircut", "Short haircut")[part],
        ("Classic manicure", "Single nail repair")[part],
    }


@pytest.mark.parametrize("part", [0, 1])
def test_each_can_be_removed_and_the_last_one_cannot(walker: Walker, sandbox: Sandbox, part: int) -> None:
    two_wishes(walker, sandbox)

    page = press_in(walker, part, "Remove", **ADA)

    assert page.path == f"/{BERLIN}/details/"
    assert page.all('[data-checked="ok"]')
    assert starts(page) == [NOON_AND_TWO[1 - part]]
    assert "appointment" not in page.query
    assert not page.buttons("Remove")
    assert page.typed()["fullname"] == ADA["fullname"]
    page = walker.press("Book for")
    assert [record.team_member_id for record in sandbox.salon.records] == [(KATARZYNA, YUSUF)[part]]


def test_times_and_prices_are_added_up(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)  # so that its length is known
    page = two_wishes(walker, sandbox)

    assert words(page.html.select_one(".sums")) == "In all 1 h 30 min Total price €78 – €88"
    page = walker.press("Book 2 appointments", **ADA)
    assert "Total price €78 – €88" in page.text
    assert not booked(walker, sandbox, "16:00").all(".sums")


def test_what_is_not_known_of_one_is_not_added_up(walker: Walker, sandbox: Sandbox) -> None:
    at = noon(sandbox)
    no_price = {"price_min": 0, "price_max": 0}
    rows = [{"id": id_, "title": str(id_), "active": 1, "category_id": 1, **no_price} for id_ in (HAIRCUT, MANICURE)]
    body = {"success": True, "data": {"category": [], "services": rows}, "meta": []}
    sandbox.faults.add("answer", "book_services", body=body)

    page = walker.open(details_of(at + timedelta(hours=2), appointment(at)))

    assert page.all('[data-checked="ok"]')
    assert words(page.html.select_one(".sums")) == ""


def test_they_stand_in_the_order_of_their_times(walker: Walker, sandbox: Sandbox) -> None:
    at = noon(sandbox)

    page = walker.open(details_of(at, appointment(at + timedelta(hours=3)), appointment(at + timedelta(hours=-2))))

    assert starts(page) == ["10:00", "12:00", "15:00"]


def test_one_whose_time_has_passed_leads_back_to_choosing_it_and_the_other_is_kept(
    walker: Walker, sandbox: Sandbox
) -> None:
    at = noon(sandbox)

    page = walker.open(details_of(at, appointment(at - timedelta(days=400))))

    assert page.errors == ["choice-changed"]
    assert parse_qs(page.query)["service"] == [str(HAIRCUT)]
    assert parse_qs(page.query)["appointment"] == [appointment(at, MANICURE, KATARZYNA)]


def test_one_whose_service_is_gone_leads_back_to_choosing_it_and_the_other_is_kept(
    walker: Walker, sandbox: Sandbox
) -> None:
    at = noon(sandbox)
    sandbox.salon.withdraw(BERLIN, HAIRCUT)

    page = walker.open(details_of(at + timedelta(hours=2), appointment(at)))

    assert page.errors == ["choice-changed"]
    assert page.path == f"/{BERLIN}/"
    assert appointment(at + timedelta(hours=2), MANICURE, KATARZYNA) in parse_qs(page.query)["appointment"]
