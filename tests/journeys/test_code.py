"""The confirmation of a phone by SMS, where the location wants it: each message costs it money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.journeys.wishes import GENTLEMANS_CUT, MARCUS, details, sent
from tests.walker import Page, Walker, words

ADA = {"fullname": "Ada", "phone": "(212) 555-0123", "comment": "By the window", "consent": "on"}
ADAS_PHONE, CODE = "+12125550123", "1234"


@pytest.fixture
def form(walker: Walker, sandbox: Sandbox) -> Page:
    return details(walker, sandbox, NEW_YORK)


def code_requested(page: Page) -> bool:
    return "We have sent you a code by SMS." in page.text and bool(page.buttons("Send the code again"))


def test_a_press_sends_one_code_and_keeps_everything_typed(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    page = walker.press("Send me a code", **ADA)

    assert page.status == 200
    assert not page.errors
    assert code_requested(page)
    assert sandbox.salon.codes == [ADAS_PHONE]
    assert sent(sandbox, "book_code") == [{"phone": ADAS_PHONE, "fullname": "Ada"}]
    assert {name: page.typed()[name] for name in ADA} == ADA
    assert page.typed()["code"] == ""
    assert sent(sandbox) == []


def test_the_wait_for_another_code_is_told_to_the_script(walker: Walker, form: Page) -> None:
    assert not form.buttons("Send me a code")[0].has_attr("data-wait")

    page = walker.press("Send me a code", **ADA)

    assert page.buttons("Send the code again")[0]["data-wait"] == "60"


def test_only_the_phone_is_needed_for_a_code(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    page = walker.press("Send me a code", phone=ADA["phone"], email="not yet")

    assert not page.errors
    assert sandbox.salon.codes == [ADAS_PHONE]


@pytest.mark.parametrize("phone", ["", "212", "no phone"])
def test_without_a_phone_no_code_is_sent(walker: Walker, sandbox: Sandbox, form: Page, phone: str) -> None:
    page = walker.press("Send me a code", **(ADA | {"phone": phone}))

    assert (page.status, page.errors) == (422, ["invalid-phone"])
    assert not code_requested(page)
    assert page.typed()["fullname"] == "Ada"
    assert sent(sandbox, "book_code") == []


def test_the_right_code_books(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    walker.press("Send me a code", **ADA)

    page = walker.press("Book for", code="12 34")

    assert page.all("[data-booked]")
    assert page.path.startswith(f"/{NEW_YORK}/booking/")
    [body] = sent(sandbox)
    assert (body["code"], body["phone"], body["comment"]) == (CODE, ADAS_PHONE, "By the window")
    assert sandbox.salon.codes == [ADAS_PHONE]


def test_a_wrong_code_is_told_at_its_field_and_nothing_typed_is_lost(
    walker: Walker, sandbox: Sandbox, form: Page
) -> None:
    walker.press("Send me a code", **ADA)

    page = walker.press("Book for", code="9999")

    assert (page.status, page.errors) == (422, ["wrong-code"])
    assert words(page.html.select_one("#code_error")) == "That code is not right."
    assert {name: page.typed()[name] for name in ADA} == ADA
    assert code_requested(page)
    assert not sandbox.salon.records

    page = walker.press("Book for", code=CODE)

    assert page.all("[data-booked]")
    assert len(sandbox.salon.records) == 1
    assert sandbox.salon.codes == [ADAS_PHONE]


@pytest.mark.parametrize("typed", ["12", "123456789", "abcd"])
def test_what_cannot_be_a_code_is_not_tried(walker: Walker, sandbox: Sandbox, form: Page, typed: str) -> None:
    page = walker.press("Book for", **ADA, code=typed)

    assert (page.status, page.errors) == (422, ["wrong-code"])
    assert sent(sandbox) == sent(sandbox, "book_code") == []


def test_to_book_without_a_code_sends_one_first(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    page = walker.press("Book for", **ADA)

    assert code_requested(page)
    assert page.status == 200
    assert sandbox.salon.codes == [ADAS_PHONE]
    assert sent(sandbox) == []
    assert walker.press("Book for", code=CODE).all("[data-booked]")


def test_what_else_is_wrong_is_told_before_a_code_is_paid_for(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    page = walker.press("Book for", fullname="", phone=ADA["phone"])

    assert page.errors == ["name-missing", "consent-missing"]
    assert sandbox.salon.codes == []


@pytest.mark.parametrize("spelling", [ADA["phone"], "+1 212 555 0123", "1-212-555-0123", "011 1 212 555 0123"])
def test_within_a_minute_no_second_code_goes_to_a_phone_however_it_is_written(
    walker: Walker, sandbox: Sandbox, form: Page, spelling: str
) -> None:
    walker.press("Send me a code", **ADA)

    page = walker.press("Send the code again", phone=spelling)

    assert (page.status, page.errors) == (429, ["too-many-requests"])
    assert 0 < int(page.response["Retry-After"]) <= 60
    assert 0 < int(str(page.buttons("Send the code again")[0]["data-wait"])) <= 60
    assert page.typed()["phone"] == spelling
    assert sandbox.salon.codes == [ADAS_PHONE]
    assert walker.press("Book for", code=CODE).all("[data-booked]")


def test_another_tab_sends_no_second_code_either(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    walker.press("Send me a code", **ADA)
    details(walker, sandbox, NEW_YORK)

    page = walker.press("Book for", **ADA)

    assert (page.status, page.errors) == (429, ["too-many-requests"])
    assert len(sandbox.salon.codes) == 1


def test_another_phone_gets_its_own_code(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    walker.press("Send me a code", **ADA)

    walker.press("Send the code again", phone="(212) 555-0199")

    assert sandbox.salon.codes == [ADAS_PHONE, "+12125550199"]


def test_a_machine_cannot_have_codes_sent_to_many_phones(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    pages = [walker.press("code", **(ADA | {"phone": f"(212) 555-01{number}"})) for number in range(10, 22)]

    assert [page.status for page in pages] == [200] * 10 + [429] * 2
    assert len(sandbox.salon.codes) == 10


def test_a_limit_of_codes_keeps_nobody_with_a_code_from_booking(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    for number in range(10, 22):
        walker.press("code", **(ADA | {"phone": f"(212) 555-01{number}"}))

    assert walker.press("Book for", **ADA, code=CODE).all("[data-booked]")


FAULTS: list[tuple[str, dict[str, Any], int, str, bool]] = [
    ("drop", {}, 503, "unavailable", True),
    ("drop", {"after": True}, 503, "unavailable", True),
    ("error", {}, 503, "unavailable", True),
    ("html", {}, 503, "unavailable", True),
    ("rate", {}, 503, "busy", False),
    ("refuse", {"status": 422, "code": 431}, 422, "invalid-phone", False),
    ("refuse", {"status": 403, "code": 434}, 422, "blocked", False),
    ("answer", {"status": 401, "body": {"success": False, "data": None, "meta": []}}, 503, "misconfigured", False),
    ("answer", {"status": 404, "body": {"success": False, "data": None, "meta": []}}, 503, "misconfigured", False),
]


@pytest.mark.parametrize(("kind", "options", "status", "key", "is_perhaps_sent"), FAULTS)
def test_what_became_of_a_code_is_told_as_it_is_and_none_is_sent_twice(
    walker: Walker,
    sandbox: Sandbox,
    form: Page,
    kind: str,
    options: dict[str, Any],
    status: int,
    key: str,
    is_perhaps_sent: bool,
) -> None:
    sandbox.faults.add(kind, "book_code", **options)

    page = walker.press("Send me a code", **ADA)

    assert (page.status, page.errors) == (status, [key])
    assert bool(page.buttons("Send the code again")) == is_perhaps_sent
    assert len(sent(sandbox, "book_code")) == 1
    assert {name: page.typed()[name] for name in ADA} == ADA
    assert page.all("fieldset.code a[href='tel:+12125550175']")
    assert sent(sandbox) == []


def test_a_code_that_hangs_ends_with_the_page_and_is_not_sent_again(
    walker: Walker, sandbox: Sandbox, form: Page, settings: Any
) -> None:
    settings.BOOKING_DEADLINE = 0.5
    sandbox.faults.add("hang", "book_code")

    page = walker.press("Send me a code", **ADA)

    assert (page.status, page.errors) == (503, ["unavailable"])
    assert "A code may be on its way." in page.text
    assert len(sent(sandbox, "book_code")) == 1


def test_what_is_not_certain_is_not_claimed_on_the_next_page_either(
    walker: Walker, sandbox: Sandbox, form: Page
) -> None:
    sandbox.faults.add("drop", "book_code", after=True)

    pages = [walker.press("Send me a code", **ADA), walker.press("Book for", code="9999")]
    pages.append(walker.press("Send the code again"))

    assert [page.errors for page in pages] == [["unavailable"], ["wrong-code"], ["too-many-requests"]]
    assert not [page for page in pages if "We have sent you a code" in page.text]
    assert walker.press("Book for", code=CODE).all("[data-booked]")


def test_who_presses_in_haste_uses_up_no_later_code(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    walker.press("Send me a code", **ADA)
    for _ in range(12):
        assert walker.press("Send the code again").status == 429

    page = walker.press("Send the code again", phone="(212) 555-0199")

    assert code_requested(page)
    assert len(sandbox.salon.codes) == 2


def test_a_code_that_was_not_sent_can_be_asked_for_again_at_once(
    walker: Walker, sandbox: Sandbox, form: Page, cold: Callable[[], None]
) -> None:
    sandbox.faults.add("rate", "book_code", times=1)
    assert walker.press("Send me a code", **ADA).errors == ["busy"]
    cold()

    page = walker.press("Send me a code")

    assert code_requested(page)
    assert len(sandbox.salon.codes) == 1


def test_where_no_code_is_wanted_none_is_sent(walker: Walker, sandbox: Sandbox) -> None:
    page = details(walker, sandbox, BERLIN)
    assert not page.all("fieldset.code, [name=code]")

    walker.press("Book for", fullname="Ada", phone="030 1234567", code=CODE)

    assert sandbox.salon.codes == []
    assert "code" not in sent(sandbox)[0]


def test_a_code_is_never_asked_for_from_another_site(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    url = form.form_of(form.buttons("Send me a code")[0])["action"]

    page = walker.post(str(url), ADA | {"do": "code"}, **{"Sec-Fetch-Site": "cross-site"})

    assert (page.status, page.errors) == (403, ["cross-site"])
    assert sandbox.salon.codes == []


def test_a_code_survives_a_time_that_was_taken_meanwhile(walker: Walker, sandbox: Sandbox, form: Page) -> None:
    walker.press("Send me a code", **ADA)
    sandbox.faults.add("refuse", "book_check", times=1, status=422, code=433, shape="B", appointment_id=1)

    page = walker.press("Book for", code=CODE)

    assert page.errors == ["slot-taken"]
    walker.press(page.all("button.chip")[0])
    assert walker.page.all("[data-booked]")
    assert sandbox.salon.codes == [ADAS_PHONE]
    assert sandbox.salon.records[-1].service_ids == (GENTLEMANS_CUT,)
    assert sandbox.salon.records[-1].team_member_id == MARCUS
