"""What a visitor has typed comes along on every way that leads away from the form, and back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from bs4 import Tag

from booking_site.locations import CustomField
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.at_the_form import (
    ADA,
    OURS,
    action,
    alone,
    always_free,
    booked_ids,
    chosen,
    filled,
)
from tests.journeys.wishes import HAIRCUT, JONAS, YUSUF, own, sent
from tests.walker import Page, Walker, words

QUESTION = CustomField("allergies", "Allergies", "text")
TYPED = ADA | {
    "comment": "Ring twice,\r\nthen wait. ☂ <b>&amp;\"'",
    "sms_reminder": "0",
    "email_reminder": "48",
    "newsletter": "on",
    "consent": "on",
    "custom_allergies": "nuts",
}
"""In every kind of field there is."""
RULES = {"is_show_privacy_policy": True}


@pytest.fixture
def form(walker: Walker, sandbox: Sandbox, settings: Any) -> Page:
    """Of two appointments, so that every button is there; with Yusuf, who has all days to himself."""
    own(settings, custom_fields=(QUESTION,), offers_newsletter=True)
    sandbox.salon.set_company(BERLIN, **RULES)
    always_free(sandbox)
    at = alone(sandbox, YUSUF, JONAS)
    morning = at.replace(hour=10).isoformat().replace("+", "%2B")
    page = walker.open(f"{chosen(at)}&appointment={HAIRCUT}~{JONAS}~{morning}")
    assert page.all('[data-checked="ok"]')
    return page


def typed(page: Page) -> dict[str, str]:
    return {name: value for name, value in page.typed().items() if name in TYPED}


def lines(fields: dict[str, str]) -> dict[str, str]:
    """With the ends of lines as a browser sends them."""
    return {name: value.replace("\r\n", "\n").replace("\n", "\r\n") for name, value in fields.items()}


def assert_all_is_there(page: Page) -> None:
    assert lines(typed(page)) == TYPED


def assert_nothing_in_an_address(page: Page) -> None:
    addresses = [page.url, *(str(tag.get(name, "")) for tag in page.all("*") for name in ("href", "formaction"))]
    assert not [url for url in addresses if "Ada" in url or "901820" in url or "nuts" in url or "example.com" in url]


def onward(page: Page) -> list[Tag]:
    """The buttons that stand in place of links to others of our pages."""
    return page.all("button[form=typed][formaction]")


def back_to_the_form(walker: Walker) -> Page:
    """On through the walk, by buttons only, whatever step this is."""
    for _ in range(4):
        page = walker.page
        assert_all_is_there(page)
        assert_nothing_in_an_address(page)
        if page.path.endswith("/details/"):
            break
        if page.path.endswith("/date/"):
            walker.press(page.all("td.is-free button")[-1])
        elif page.path.endswith("/time/"):
            walker.press(page.all("button.chip")[-1])
        elif page.all(f"input[name=service][value='{HAIRCUT}']"):
            walker.press("Continue", service=str(HAIRCUT))
        else:
            walker.press(page.all("button.member")[0])
    return walker.page


def test_every_way_from_the_form_takes_all_along_and_back(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    ways = onward(form)
    assert len(ways) > 8

    for way in ways:
        walker.page = form
        walker.press(way, **TYPED)
        assert back_to_the_form(walker).all("form#typed textarea[name=comment]"), words(way)


@pytest.mark.parametrize("code", [433, 436, 437, 438, 422])
def test_every_way_from_a_refusal_takes_all_along_and_back(
    walker: Walker, sandbox: Sandbox, form: Page, code: int
) -> None:
    sandbox.faults.add("refuse", "book_record", times=1, code=code, appointment_id=2)
    refusal = walker.press("Book 2 appointments", **TYPED)
    assert refusal.status == 409
    ways = [way for way in onward(refusal) if "/book/" not in str(way["formaction"])]
    assert len(ways) > 3

    for way in ways:
        walker.page = refusal
        walker.press(way)
        assert back_to_the_form(walker).all("form#typed textarea[name=comment]"), words(way)


def test_there_is_a_button_for_each_way_and_no_link_that_would_lose_all(form: Page) -> None:
    ways = " ".join(words(button) for button in onward(form))

    for way in ("Service", "Date", "Time", "Change", "Add another service", "Remove"):
        assert way in ways
    assert not [link for link in form.all("a[href^='/']") if not str(link["href"]).startswith("#")]


def test_after_a_detour_it_is_booked_as_typed(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    walker.press("Change", **TYPED)
    back_to_the_form(walker)

    page = walker.press(walker.page.all("button[data-book]")[0])

    assert booked_ids(page)
    [body] = sent(sandbox)
    assert (body["fullname"], body["email"]) == (TYPED["fullname"], TYPED["email"])
    assert body["comment"] == TYPED["comment"].replace("\r\n", "\n")
    assert (body["notify_by_sms"], body["notify_by_email"]) == (0, 48)
    assert (body["is_personal_data_processing_allowed"], body["is_newsletter_allowed"]) == (True, True)
    assert body["appointments"][0]["custom_fields"] == {"allergies": "nuts"}


@pytest.mark.parametrize("box", ["consent", "newsletter"])
def test_a_box_that_was_unticked_stays_unticked(walker: Walker, sandbox: Sandbox, form: Page, box: str) -> None:
    walker.press("Change", **TYPED | {box: ""})
    for _ in range(3):
        page = walker.page
        if page.path.endswith("/date/"):
            walker.press(page.all("td.is-free button")[-1])
        elif page.path.endswith("/time/"):
            walker.press(page.all("button.chip")[-1])
        elif not page.path.endswith("/details/"):
            walker.press("Continue")

    assert walker.page.path.endswith("/details/")
    assert lines(typed(walker.page)) == {name: value for name, value in TYPED.items() if name != box}


def test_a_search_for_a_service_keeps_what_was_typed(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    walker.press("Add another service", **TYPED)

    page = walker.press("Find", q="manicure")

    assert "Gel manicure" in page.text
    assert "Balayage" not in page.text
    assert_all_is_there(page)
    assert_all_is_there(walker.press("Show all services"))


def test_another_month_and_another_person_keep_what_was_typed(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    walker.press("Date", **TYPED)
    assert_all_is_there(walker.press("Next month"))
    assert_all_is_there(walker.press("Previous month"))

    walker.press(walker.page.all("td.is-free button")[-1])
    assert_all_is_there(walker.press("Anyone"))
    assert_all_is_there(walker.press("Refresh times"))
    assert_all_is_there(walker.press("See other days"))


def test_a_button_starts_with_a_person_and_keeps_what_was_typed(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    walker.press("Add another service", **TYPED)

    page = walker.press("Start with a person")
    assert_all_is_there(page)
    assert_all_is_there(walker.press("Yusuf"))


def test_a_way_back_that_the_server_takes_stays_a_post_and_keeps_all(
    walker: Walker, sandbox: Sandbox, form: Page
) -> None:
    gone = action(form).replace(f"service={HAIRCUT}", "service=999999")
    fields = filled(form, **TYPED)

    response = walker.client.post(gone, fields, headers=OURS)
    page = walker.post(gone, fields)

    assert response.status_code == 307
    assert page.path == f"/{BERLIN}/"
    assert page.errors == ["choice-changed"]
    assert_all_is_there(page)
    assert_nothing_in_an_address(page)
    assert sandbox.salon.records == []


def test_a_time_that_has_passed_meanwhile_leads_back_with_everything(
    walker: Walker, sandbox: Sandbox, form: Page
) -> None:
    fields = filled(form, **TYPED)
    starts_at = max(datetime.fromisoformat(str(tag["datetime"])) for tag in form.all(".facts time"))

    with time_machine.travel(starts_at.timestamp() + 60, tick=True):
        page = walker.post(action(form), fields)

    assert (page.status, page.errors) == (200, ["choice-changed"])
    assert page.path in (f"/{BERLIN}/date/", f"/{BERLIN}/time/")
    assert_all_is_there(page)


@pytest.mark.parametrize("kind", ["error", "drop", "rate"])
@pytest.mark.parametrize("step", ["book", "details", "time", "date", "services"])
def test_an_outage_keeps_what_was_typed_and_trying_again_sends_it_again(
    walker: Walker, sandbox: Sandbox, widget: Any, form: Page, cold: Callable[[], None], step: str, kind: str
) -> None:
    widget.ALTEGIO_FAILURE_KEPT = 0.05
    fields = filled(form, **TYPED)
    path = f"/{BERLIN}/" if step == "services" else f"/{BERLIN}/{step}/"
    options: dict[str, Any] = {"retry_after": 1} if kind == "rate" else {}
    fault = sandbox.faults.add(kind, **options)
    cold()

    page = walker.post(action(form).replace(f"/{BERLIN}/book/", path), fields)

    assert page.status == 503
    assert page.errors == ["busy" if kind == "rate" else "unavailable"]
    assert_all_is_there(page)
    fault.cancel()
    time.sleep(1.2 if kind == "rate" else 0.2)
    page = walker.press("Try again")
    if step == "book":
        assert len(booked_ids(page)) == 2
    else:
        assert (page.status, page.path) == (200, path)
        assert_all_is_there(page)


def test_starting_again_after_an_outage_keeps_what_was_typed(
    walker: Walker, sandbox: Sandbox, widget: Any, form: Page, cold: Callable[[], None]
) -> None:
    widget.ALTEGIO_FAILURE_KEPT = 0.05
    fields = filled(form, **TYPED)
    fault = sandbox.faults.add("error")
    cold()
    walker.post(action(form), fields)
    fault.cancel()
    time.sleep(0.2)

    page = walker.press("Start again")

    assert page.path == f"/{BERLIN}/"
    assert_all_is_there(page)


def test_a_location_that_closed_meanwhile_books_nothing(
    walker: Walker, sandbox: Sandbox, form: Page, cold: Callable[[], None]
) -> None:
    sandbox.salon.close(BERLIN)
    cold()

    page = walker.post(action(form), filled(form, **TYPED))

    assert page.errors == ["location-closed"]
    assert sandbox.salon.records == []


@pytest.mark.parametrize("name", ["fullname", "phone", "email", "comment", "code", "custom_allergies"])
def test_nothing_is_prefilled_from_an_address(walker: Walker, sandbox: Sandbox, form: Page, name: str) -> None:
    page = walker.open(f"{form.url}&{name}=planted")

    assert "planted" not in page.typed().values()


def test_what_a_page_carries_is_cut_to_a_bearable_length(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    page = walker.press("Date", **TYPED | {"comment": "x" * 30_000})

    assert len(page.typed()["comment"]) == 2000


def test_a_page_that_carries_something_is_kept_by_nobody(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    for step in ("Service", "Date", "Time"):
        walker.page = form
        assert "no-store" in walker.press(step, **TYPED).response["Cache-Control"], step
