"""Who a visitor is and what opens their booking: in no address, no header and no log, whatever happens on the way."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus, urlsplit

import pytest
from django.test import Client

from booking_site.locations import CustomField
from booking_site.sandbox.server import Sandbox, running
from tests.conftest import BERLIN, NEW_YORK
from tests.journeys.two_wishes import noon, two_wishes
from tests.journeys.wishes import KATARZYNA, MANICURE, YUSUF, details, moment, own, sent
from tests.walker import Walker, words

TOKEN = "token-Kx7Qz"
ZEBULON = {
    "fullname": "Zebulon",
    "surname": "Quixotewitz",
    "patronymic": "Xanthippe",
    "phone": "0171 987 65 43",
    "email": "zebulon@quixote.example",
    "comment": "windowseatplease",
    "custom_allergies": "peanutsandkiwi",
}
IN_NEW_YORK = {"fullname": "Zebulon", "phone": "(212) 555-0198", "email": ZEBULON["email"], "consent": "on"}
WRONG_CODE = "86420975"
MARKS = (
    "zebulon", "quixote", "xanthippe", "windowseat", "peanuts", "86420975",
    "1719876543", "0171 987", "987 65 43", "0171987", "555-0198", "2125550198",
)  # fmt: skip
NO = {"success": False, "data": None, "meta": {"message": "Zebulon Quixotewitz, +491719876543"}}


class Recorder(Client):
    """A browser that notes every address it asks for and every header it is answered with."""

    def __init__(self) -> None:
        super().__init__(raise_request_exception=False)
        self.addresses: list[str] = []
        self.answered: list[tuple[str, str]] = []
        self.pages: list[str] = []

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        self.addresses.append(f"{request['PATH_INFO']}?{request.get('QUERY_STRING', '')}")
        self.answered += list(response.items())
        self.pages.append(response.getvalue().decode())
        return response


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running(rate_limited=False, partner_token=TOKEN) as server:
        for location_id in (BERLIN, NEW_YORK):
            server.salon.set_company(location_id, is_surname_field_enabled=True, is_patronymic_field_enabled=True)
        yield server


@pytest.fixture
def browser() -> Recorder:
    return Recorder()


@pytest.fixture
def walker(widget: Any, browser: Recorder) -> Walker:
    widget.ALTEGIO_PARTNER_TOKEN = TOKEN
    own(widget, custom_fields=(CustomField("allergies", "Any allergies?", "text"),))
    return Walker(browser)


def booking(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)
    assert walker.press("Book for", **ZEBULON).all("[data-booked]")
    walker.open(walker.page.url)
    walker.client.get(str(walker.page.all("a[download]")[0]["href"]))
    assert sandbox.salon.records[0].surname == "Quixotewitz"
    assert sandbox.salon.records[0].custom_fields == {"allergies": "peanutsandkiwi"}


def wrong_fields(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)
    assert walker.press("Book for", **(ZEBULON | {"email": "zebulon at quixote"})).status == 422
    assert walker.press("Book for", email="zebulon@quixote", phone="0171 987 65 43 0000 000").status == 422


def detours(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)
    walker.press("Change: Time", **ZEBULON)
    walker.press("Refresh times")
    walker.press("See other days")
    walker.press(walker.page.all(".steps button")[0])
    walker.press("Show everybody's services")
    walker.press("Find", q="manicure")
    walker.press("Start with a person")
    walker.press(walker.page.all("button.member")[2])
    walker.press("Continue")
    assert walker.page.typed()["fullname"] == "Zebulon"


def refusal(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)
    sandbox.salon.take(BERLIN, YUSUF, moment(sandbox), 45)
    assert walker.press("Book for", **ZEBULON).errors == ["slot-taken"]
    assert walker.press(walker.page.all("button.chip")[0]).all("[data-booked]")


def refusal_at_the_last_moment(walker: Walker, sandbox: Sandbox) -> None:
    for code, key in ((431, "invalid-phone"), (434, "blocked"), (435, "name-missing"), (438, "service-withdrawn")):
        details(walker, sandbox)
        sandbox.faults.add("refuse", "book_record", times=1, status=403 if code == 434 else 422, code=code)
        assert walker.press("Book for", **ZEBULON).errors == [key]


def answers_that_name_the_visitor(walker: Walker, sandbox: Sandbox) -> None:
    for status in (400, 401, 403, 404, 422, 500, 502, 429):
        sandbox.faults.clear()
        details(walker, sandbox)
        sandbox.faults.add("answer", "book_record", times=1, status=status, body=NO)
        page = walker.press("Book for", **(ZEBULON | {"phone": f"0171 987 65 43 {status}"}))
        assert page.errors


def unknown(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)
    sandbox.faults.add("drop", "book_record", after=True)
    assert walker.press("Book for", **ZEBULON).errors == ["outcome-unknown"]
    walker.press("Check again")
    assert walker.page.errors == ["outcome-unknown"]


def not_sent(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)
    sandbox.faults.add("rate", "book_record")
    assert walker.press("Book for", **ZEBULON).errors == ["busy"]
    walker.press("Try again")


def unreachable(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)
    sandbox.close()
    assert walker.press("Book for", **ZEBULON).status == 503


def sent_twice(walker: Walker, sandbox: Sandbox) -> None:
    first = details(walker, sandbox)
    second = walker.open(first.url)
    for form in (first, first, second):
        walker.page = form
        assert walker.press("Book for", **ZEBULON).all("[data-booked]")
    assert walker.press("Book another one at the same time").errors


def confirmed_by_code(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox, NEW_YORK)
    walker.press("Send me a code", **IN_NEW_YORK)
    assert walker.press("Send the code again").status == 429
    assert walker.press("Book for", code=WRONG_CODE).errors == ["wrong-code"]
    assert walker.press("Book for", code="1234").all("[data-booked]")


def codes_that_fail(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox, NEW_YORK)
    for number, (kind, options) in enumerate([("answer", {"status": 403, "body": NO}), ("drop", {}), ("error", {})]):
        sandbox.faults.add(kind, "book_code", **options)
        assert walker.press("code", **(IN_NEW_YORK | {"phone": f"(212) 555-0198 {number}"})).errors
        assert walker.press("code", **IN_NEW_YORK).errors


def cancelling(walker: Walker, sandbox: Sandbox) -> None:
    details(walker, sandbox)
    walker.press("Book for", **ZEBULON)
    sandbox.faults.add("answer", "user", times=1, status=403, body=NO)
    assert walker.press("Yes, cancel it").errors == ["cancel-refused"]
    sandbox.faults.add("drop", "user", times=1, after=True)
    assert walker.press("Yes, cancel it").all("[data-cancelled]")
    walker.client.get(str(walker.page.all("a[download]")[0]["href"]))


def several(walker: Walker, sandbox: Sandbox) -> None:
    two_wishes(walker, sandbox)
    walker.press("Change: Time", **ZEBULON)
    walker.press(next(chip for chip in walker.page.all("button.chip") if "13:00" in words(chip)))
    walker.press("Add another service")
    walker.press("Go on without adding")
    sandbox.salon.take(BERLIN, KATARZYNA, noon(sandbox) + timedelta(hours=2), 45)
    assert walker.press("Book 2 appointments").errors == ["slot-taken"]
    walker.press(walker.page.all("button.chip")[0])
    assert len(walker.page.all("[data-booked]")) == 2
    assert sent(sandbox)[-1]["appointments"][1]["services"] == [MANICURE]


Journey = Callable[[Walker, Sandbox], None]
JOURNEYS: list[Journey] = [
    booking, wrong_fields, detours, refusal, refusal_at_the_last_moment, answers_that_name_the_visitor, unknown,
    not_sent, unreachable, sent_twice, confirmed_by_code, codes_that_fail, cancelling, several,
]  # fmt: skip


@pytest.mark.parametrize("journey", JOURNEYS, ids=[journey.__name__ for journey in JOURNEYS])
def test_nothing_is_given_away(
    walker: Walker, sandbox: Sandbox, browser: Recorder, journey: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    journey(walker, sandbox)

    asked = [f"{one.path} {one.query} {dict(one.headers)}" for one in sandbox.requests]
    logged = [written(record) for record in caplog.records]
    headers = [f"{name}: {value}" for name, value in browser.answered]
    for where, texts in (("addresses", browser.addresses), ("asked", asked), ("logged", logged), ("headers", headers)):
        assert marks_in(texts) == [], where
    hashes = [record.hash for record in sandbox.salon.records]
    assert not [text for text in logged for found in hashes if found in text]
    assert {first_parts(address) for address in browser.addresses if any(found in address for found in hashes)} <= {
        f"/{BERLIN}/booking/",
        f"/{NEW_YORK}/booking/",
    }
    told = [(name, value) for name, value in browser.answered if any(found in value for found in hashes)]
    assert {(name, first_parts(value)) for name, value in told} <= {
        ("Location", f"/{BERLIN}/booking/"),
        ("Location", f"/{NEW_YORK}/booking/"),
    }
    assert not [text for text in (*browser.pages, *headers, *logged, *browser.addresses) if TOKEN in text]
    assert logged


def test_the_marks_would_be_found() -> None:
    record = logging.makeLogRecord({"msg": "%s", "args": ("Zebulon",)})

    assert marks_in([written(record)]) == [written(record)]
    assert marks_in(["/4564/?fullname=Z%65bulon", "/?phone=0171+987", "/?slot=2026-12-08"]) == [
        "/4564/?fullname=Z%65bulon",
        "/?phone=0171+987",
    ]


def marks_in(texts: list[str]) -> list[str]:
    return [text for text in texts for mark in MARKS if mark in text.lower() or mark in unquote_plus(text).lower()]


def written(record: logging.LogRecord) -> str:
    """All that a handler could make of it, whatever its format."""
    error = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    return f"{record.getMessage()} {record.args!r} {error} {record.exc_text} {record.stack_info}"


def first_parts(address: str) -> str:
    """``/4564/booking/``"""
    return "/".join(urlsplit(address).path.split("/")[:3]) + "/"
