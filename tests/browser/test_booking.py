"""From the first page to an appointment and out of it again, with and without JavaScript, and with all that visitors
do on the way: tap twice, go back, change their mind, lose their time, open a second tab."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.conftest import NewContext, launched
from tests.browser.form import (
    NAME,
    PHONE,
    ask_for_code,
    book_button,
    cancel,
    expect_booked,
    field,
    fill,
    press_book,
    step_button,
)
from tests.browser.form_situations import US_PHONE
from tests.browser.salon import YUSUF
from tests.browser.situations import show
from tests.browser.waiting import wait_until
from tests.browser.walking import SERVICE, STEPS, expect_checked
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser

DIALLED = "+4930901820"
ANSWERS = {"name": NAME, "phone": PHONE, "email": "ada@example.com", "comment": "Two dogs,\n<b>one</b> cat."}


@pytest.fixture
def page(has_script: bool, site: str, new_context: NewContext) -> Page:
    return new_context(site, java_script_enabled=has_script).new_page()


@pytest.fixture(scope="module")
def browser_with_memory(playwright: Playwright) -> Iterator[Browser]:
    """Keeps pages that were left as they were, as browsers do, unless they are told not to: Playwright tells them."""
    with launched(playwright, ignore_default_args=["--disable-back-forward-cache"]) as chromium:
        yield chromium


def test_a_visitor_books_and_cancels(page: Page, sandbox: Sandbox) -> None:
    page.goto(f"/{BERLIN}/?lang=en")
    for step in STEPS:
        step(page)
    expect_checked(page)

    fill(page, **ANSWERS)
    field(page, "sms_reminder").select_option("24")
    press_book(page)

    expect_booked(page)
    [record] = sandbox.salon.records
    assert (record.fullname, record.phone, record.email) == (NAME, DIALLED, "ada@example.com")
    assert (record.comment, record.notify_by_sms, record.notify_by_email) == (ANSWERS["comment"], 24, 24)
    expect(page.locator("[data-booked]")).to_have_attribute("data-booked", str(record.id))
    expect(page.locator("[data-booked]")).to_contain_text(SERVICE)
    confirmation = page.locator("main").inner_text()

    page.reload()
    assert page.locator("main").inner_text() == confirmation
    cancel(page)

    expect(page.locator("[data-cancelled]")).to_be_attached()
    expect(page.locator("[data-booked]")).to_have_count(0)
    assert [one.deleted for one in sandbox.salon.records] == [True]


def test_two_taps_on_book_are_one_booking(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "details")
    sandbox.faults.add("slow", "book_record", seconds=0.5)
    fill(page)

    book_button(page).dblclick()

    expect_booked(page)
    assert len(sandbox.salon.records) == 1


def test_back_and_book_again_leads_to_the_same_confirmation(
    browser_with_memory: Browser, has_script: bool, site: str, sandbox: Sandbox
) -> None:
    page = browser_with_memory.new_page(base_url=site, java_script_enabled=has_script)
    show(page, sandbox, "details")
    fill(page)
    press_book(page)
    expect_booked(page)
    confirmation = page.url

    page.go_back(wait_until="commit")
    expect(field(page, "fullname")).to_have_value(NAME)
    press_book(page)

    expect_booked(page)
    assert page.url == confirmation
    assert len(sandbox.salon.records) == 1
    page.close()


def test_two_tabs_with_the_same_wish_are_one_booking(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "already-booked")

    [record] = sandbox.salon.records
    expect(page.locator("[data-booked]")).to_have_attribute("data-booked", str(record.id))
    assert record.hash not in page.content()


def test_what_was_typed_is_kept_through_every_change(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "details")
    fill(page, **ANSWERS)
    field(page, "email_reminder").select_option("48")

    page.get_by_role("button", name=re.compile("Change.*Time")).click()
    page.locator("button.chip", has_text="16:15").click()
    expect(page.locator(".facts")).to_contain_text("16:15")
    step_button(page, 2).click()
    page.get_by_role("button", name="Next month").click()
    page.locator("td.is-free button").first.click()
    page.locator("button.chip", has_text="16:45").click()
    page.get_by_role("button", name=re.compile("Change.*Service")).click()
    page.get_by_label("Children’s haircut").check()
    page.get_by_role("button", name="Continue").click()

    expect(page.locator(".facts li")).to_have_text([SERVICE, "Children’s haircut"])
    assert NAME not in unquote(page.url.replace("+", " "))
    assert {name: field(page, name).input_value() for name in ("fullname", "phone", "email", "comment")} == {
        "fullname": NAME,
        "phone": PHONE,
        "email": ANSWERS["email"],
        "comment": ANSWERS["comment"],
    }
    expect(field(page, "email_reminder")).to_have_value("48")
    press_book(page)
    expect_booked(page)
    assert [record.fullname for record in sandbox.salon.records] == [NAME]


def test_a_lost_time_is_one_tap_from_another_that_is_booked(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "lost-at-booking")

    page.locator("button.chip", has_text="12:45").click()

    expect_booked(page)
    _, record = sandbox.salon.records
    assert (record.fullname, record.team_member_id, f"{record.starts_at:%H:%M}") == (NAME, YUSUF, "12:45")


def test_what_is_wrong_is_said_and_what_was_right_is_kept(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "details")
    fill(page, name="", phone="12", email="ada@example.com")

    press_book(page)

    expect(page.locator("#wrong [data-error]")).to_have_count(2)
    expect(field(page, "phone")).to_have_value("12")
    expect(field(page, "email")).to_have_value("ada@example.com")
    fill(page)
    press_book(page)
    expect_booked(page)


def test_a_code_is_accepted_as_it_was_copied(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "code-sent")

    field(page, "code").focus()
    page.keyboard.insert_text("12 34")
    field(page, "consent").check()
    press_book(page)

    expect_booked(page)
    assert [(record.code, record.phone) for record in sandbox.salon.records] == [("1234", "+12125550147")]
    assert sandbox.salon.codes == ["+12125550147"]


def test_enter_books_and_asks_for_no_code(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "code-not-sent-yet")
    fill(page, phone=US_PHONE, code="1234")
    field(page, "consent").check()

    field(page, "fullname").press("Enter")

    expect_booked(page)
    assert sandbox.salon.codes == []


def test_another_code_is_to_be_had_when_the_time_has_come(page: Page, sandbox: Sandbox, has_script: bool) -> None:
    if has_script:
        page.clock.install()
    show(page, sandbox, "code-sent")
    again = page.locator("button[value=code]")

    if has_script:
        expect(again).to_have_text(re.compile(r"^Send the code again \((60|59)\)$"))
        expect(again).to_be_disabled()
        page.clock.fast_forward(61_000)
    expect(again).to_have_text("Send the code again")
    expect(again).to_be_enabled()
    ask_for_code(page)

    # By the server's clock no minute has passed.
    expect(page.locator("[data-error=too-many-requests]")).to_be_visible()
    expect(field(page, "fullname")).to_have_value(NAME)
    assert len(sandbox.salon.codes) == 1


def test_only_a_machine_finds_the_trap_and_whoever_is_caught_can_leave_it(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "details")
    trap = page.locator("#homepage")
    expect(page.get_by_role("textbox")).to_have_count(4)  # of those that are read out
    assert trap.evaluate("trap => trap.parentElement.getBoundingClientRect().width") == 1
    fill(page, homepage="https://www.example.com")

    press_book(page)

    expect(page.locator("#wrong")).to_be_visible()
    page.locator("#wrong a").click()
    expect(trap).to_be_focused()
    expect(trap).to_be_in_viewport()
    assert sandbox.salon.records == []
    trap.fill("")
    press_book(page)
    expect_booked(page)


def test_an_appointment_is_given_another_time(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "moved")

    expect(page.locator(".appointment[data-booked]")).to_contain_text("16:15–17:00")
    assert [f"{record.starts_at:%H:%M}" for record in sandbox.salon.records] == ["16:15"]


def test_the_appointment_goes_into_a_calendar(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "booked")

    with page.expect_download() as download:
        page.get_by_role("link", name="Add to my calendar").click()

    assert download.value.suggested_filename == "appointment.ics"
    assert download.value.path().read_text().startswith("BEGIN:VCALENDAR")


def test_the_confirmation_prints_on_one_page_without_buttons(
    site: str, new_context: NewContext, sandbox: Sandbox
) -> None:
    page = new_context(site).new_page()
    show(page, sandbox, "booked-two")

    printed = page.pdf(format="A4")
    page.emulate_media(media="print")

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    wait_until(page, "matchMedia('print').matches")
    seen = page.locator("a, button, summary").filter(visible=True)
    assert [re.sub(r"\s+", " ", text) for text in seen.all_inner_texts()] == ["Call +493012345670"]
