"""What is booked on Altegio's own page, because it is paid, needs a membership, or is sold as a package."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.two_wishes import appointment
from tests.journeys.wishes import ADA, ANNA, HAIRCUT, SOFIA, YUSUF, details, details_url, moment, own, sent
from tests.walker import Page, Walker, words

BRIDAL, RITUAL, HOT_STONE, MASSAGE = 3307, 3308, 3344, 3343
PRIYA = 6547
HOSTED = "https://n181564.alteg.io"
EVENTS = "There are group classes and events too."
ELSEWHERE = [
    (BRIDAL, ANNA, "Paid when it is booked.", "This is paid when it is booked"),
    (HOT_STONE, PRIYA, "Booked with a membership.", "This is booked with a membership"),
    (RITUAL, SOFIA, "Booked as a package.", "This package"),
]


@pytest.fixture
def hosted(settings: Any) -> str:
    own(settings, hosted_form_url=HOSTED)
    return HOSTED


def label_of(page: Page, service_id: int) -> str:
    return words(page.html.select_one(f".service:has(#service-{service_id})"))


def details_elsewhere(walker: Walker, sandbox: Sandbox, service_id: int, member_id: int, **query: Any) -> Page:
    at = moment(sandbox, members=[member_id])
    return walker.open(details_url(at, service=service_id, team_member=member_id, **query))


@pytest.mark.parametrize(("service_id", "member_id", "mark", "reason"), ELSEWHERE)
def test_it_is_marked_on_the_menu_with_the_way_there(
    walker: Walker, hosted: str, service_id: int, member_id: int, mark: str, reason: str
) -> None:
    page = walker.open(f"/{BERLIN}/")

    assert mark in label_of(page, service_id)
    [link] = page.all(f".service:has(#service-{service_id}) .elsewhere a")
    assert str(link["href"]) == f"{HOSTED}/company/{BERLIN}/personal/menu?o=m-1s{service_id}"
    assert (link["target"], link["rel"]) == ("_blank", ["noopener"])
    assert len(page.all(".elsewhere")) == 3


@pytest.mark.parametrize(("service_id", "member_id", "mark", "reason"), ELSEWHERE)
def test_it_is_told_at_the_details_with_what_was_chosen(
    walker: Walker, sandbox: Sandbox, hosted: str, service_id: int, member_id: int, mark: str, reason: str
) -> None:
    page = details_elsewhere(walker, sandbox, service_id, member_id)

    assert (page.status, page.errors) == (200, ["prepaid-only"])
    assert reason in words(page.html.select_one("[data-error=prepaid-only]"))
    assert [str(link["href"]) for link in page.links("full booking page")] == [
        f"{HOSTED}/company/{BERLIN}/personal/menu?o=m{member_id}s{service_id}"
    ]
    assert not page.all("form#typed, [name=fullname], button.primary, [data-checked]")
    assert page.all("main a[href='tel:+493012345670']")
    assert sent(sandbox, "book_check") == []
    walker.follow("Choose other services")
    assert walker.page.all(f"#service-{service_id}[checked]")


@pytest.mark.parametrize(("service_id", "member_id", "mark", "reason"), ELSEWHERE)
def test_nothing_of_it_can_be_booked_here(
    walker: Walker, sandbox: Sandbox, hosted: str, service_id: int, member_id: int, mark: str, reason: str
) -> None:
    ticket = details(walker, sandbox).typed()["ticket"]
    page = details_elsewhere(walker, sandbox, service_id, member_id)
    url = page.url.replace("/details/", "/book/")

    for extra in ({}, {"do": "code"}, {"do": "again"}):
        page = walker.post(url, ADA | {"ticket": ticket} | extra)
        assert page.errors == ["prepaid-only"]
        assert not page.all("form.contact, [name=fullname]:not([type=hidden])")
    assert sent(sandbox) == sent(sandbox, "book_code") == []
    assert not sandbox.salon.records


def test_one_such_service_among_others_takes_all_of_them_there(walker: Walker, sandbox: Sandbox, hosted: str) -> None:
    at = moment(sandbox, members=[ANNA])

    page = walker.open(details_url(at, service=[HAIRCUT, BRIDAL], team_member=0))

    assert page.errors == ["prepaid-only"]
    assert str(page.links("full booking page")[0]["href"]).endswith(f"?o=m-1s{HAIRCUT}s{BRIDAL}")


def test_one_such_appointment_among_others_takes_all_of_them_there(
    walker: Walker, sandbox: Sandbox, hosted: str
) -> None:
    at = moment(sandbox, members=[ANNA, YUSUF])
    finished = appointment(at, BRIDAL, ANNA)

    page = walker.open(details_url(at, appointment=[finished]))

    assert page.errors == ["prepaid-only"]
    assert str(page.links("full booking page")[0]["href"]).endswith(f"?o=m{ANNA}s{BRIDAL}m{YUSUF}s{HAIRCUT}")


@pytest.mark.parametrize("kind", ["deposit", "card_guarantee", "something new"])
def test_a_business_that_takes_payment_for_everything_is_booked_there(
    walker: Walker, sandbox: Sandbox, hosted: str, kind: str
) -> None:
    sandbox.salon.set_company(BERLIN, payment_policy={"type": kind})

    page = walker.open(details_url(moment(sandbox)))

    assert page.errors == ["prepaid-only"]
    assert page.links("full booking page")
    assert walker.post(page.url.replace("/details/", "/book/"), ADA).errors == ["prepaid-only"]
    assert not sandbox.salon.records


@pytest.mark.parametrize("policy", [{"type": "none"}, {"type": ""}, {}, [], None, "none"])
def test_a_business_that_takes_none_is_booked_here(walker: Walker, sandbox: Sandbox, policy: object) -> None:
    sandbox.salon.set_company(BERLIN, payment_policy=policy)

    assert not details(walker, sandbox).errors


def test_what_may_be_paid_when_booking_but_need_not_is_booked_here(walker: Walker, sandbox: Sandbox) -> None:
    page = details_elsewhere(walker, sandbox, MASSAGE, PRIYA)

    assert page.all('[data-checked="ok"]')
    assert not page.errors


@pytest.mark.parametrize(("service_id", "member_id", "mark", "reason"), ELSEWHERE)
def test_without_a_page_to_go_to_the_phone_is_there(
    walker: Walker, sandbox: Sandbox, service_id: int, member_id: int, mark: str, reason: str
) -> None:
    assert not walker.open(f"/{BERLIN}/").all(".elsewhere a")

    page = details_elsewhere(walker, sandbox, service_id, member_id)

    assert page.errors == ["prepaid-only"]
    assert not page.all("main a[href^='https:']")
    assert page.all("main a[href='tel:+493012345670']")


@pytest.mark.parametrize(
    ("address", "goes_to"),
    [
        ("https://n1.alteg.io/", "/company/4564/personal/menu"),
        ("https://n1.alteg.io/company/4564/personal/select-services", "/company/4564/personal/select-services"),
        ("https://b1.alteg.io/?utm_source=site", "/company/4564/personal/menu"),
    ],
)
def test_an_address_of_the_operators_own_is_kept(
    walker: Walker, sandbox: Sandbox, settings: Any, address: str, goes_to: str
) -> None:
    own(settings, hosted_form_url=address)

    page = details_elsewhere(walker, sandbox, BRIDAL, ANNA)

    url = urlsplit(str(page.links("full booking page")[0]["href"]))
    assert url.path == goes_to
    query = parse_qs(url.query)
    assert query.pop("o") == [f"m{ANNA}s{BRIDAL}"]
    assert query == parse_qs(urlsplit(address).query)


@pytest.mark.parametrize("has_page", [True, False])
def test_group_events_are_told_of_where_there_are_some(
    walker: Walker, sandbox: Sandbox, settings: Any, has_page: bool
) -> None:
    assert EVENTS not in walker.open(f"/{BERLIN}/").text
    sandbox.salon.locations[4565] = replace(sandbox.salon.locations[4565], has_events=True)
    own(settings, 4565, hosted_form_url=HOSTED if has_page else "")

    page = walker.open("/4565/")

    assert page.all(".service")
    assert EVENTS in page.text
    assert ("Please call us to join." in page.text) == (not has_page)
    links = [str(link["href"]) for link in page.all("main .note a")]
    assert links == ([f"{HOSTED}/company/4565/personal/menu"] if has_page else [])


def test_where_booking_is_switched_off_the_walk_ends_with_the_phone(
    walker: Walker, sandbox: Sandbox, settings: Any, hosted: str
) -> None:
    url = details(walker, sandbox).url
    settings.BOOKING_ENABLED = False

    page = walker.open(url)

    assert page.all('[data-checked="ok"]')
    assert not page.all("[name=fullname], [data-book]")
    assert page.all("main a[href='tel:+493012345670']")
    assert page.links("Open the full booking page")
    walker.post(url.replace("/details/", "/book/"), ADA)
    assert not sandbox.salon.records
