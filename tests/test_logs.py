"""The log: a JSON object a line, the id that a router gave a request, and a net for personal data."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from django.test import Client

from booking_site.logs import JsonLines, PlainLines, without_personal_data
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.walker import Walker


@pytest.fixture
def client(widget: Any) -> Client:
    return EnglishClient(raise_request_exception=False)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the deployment's own handler would write."""
    written: list[dict[str, Any]] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(JsonLines().format(record)))

    listener = Listener()
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [*root.handlers, listener])
    monkeypatch.setattr(root, "level", logging.INFO)
    return written


def about_requests(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if line["logger"] == "booking_site.request_log"]


def test_a_request_is_one_line_of_json(client: Client, lines: list[dict[str, Any]]) -> None:
    response = client.get(f"/{BERLIN}/?lang=en&utm_source=secret", headers={"X-Request-ID": "from-router-1"})

    [line] = about_requests(lines)
    assert response["X-Request-ID"] == line["request"] == "from-router-1"
    assert line["message"] == "GET widget:services 200"
    assert (line["method"], line["route"], line["status"]) == ("GET", "widget:services", 200)
    assert (line["location"], line["upstream"]) == (BERLIN, 2)
    assert line["level"] == "INFO"
    assert line["time"][10] == "T"
    assert isinstance(line["ms"], int)
    assert line["upstream_ms"] <= line["ms"] + 1
    assert line["asked"] == "company:miss,book_services:miss"
    assert "secret" not in json.dumps(line)


def test_a_location_that_is_not_ours_is_not_named(client: Client, lines: list[dict[str, Any]]) -> None:
    client.get("/123456789012/")

    [line] = about_requests(lines)
    assert line["location"] is None
    assert "123456789012" not in json.dumps(line)


@pytest.mark.parametrize(
    "told", ["", "short", "x" * 65, "with space in it", 'quote"and{json}', "línea-de-otro", "a\tb12345"]
)
def test_an_id_that_is_not_sane_is_replaced(client: Client, lines: list[dict[str, Any]], told: str) -> None:
    response = client.get("/nowhere", headers={"X-Request-ID": told})

    assert response["X-Request-ID"] == about_requests(lines)[0]["request"]
    assert response["X-Request-ID"] != told
    assert len(response["X-Request-ID"]) == 16


def test_each_request_has_its_own_id(client: Client) -> None:
    ids = {client.get("/healthz")["X-Request-ID"] for _time in range(5)}

    assert len(ids) == 5


def test_outside_of_a_request_there_is_no_id(lines: list[dict[str, Any]]) -> None:
    logging.getLogger("anything").info("said")

    assert lines[-1]["request"] == "-"


def test_a_page_that_tells_of_a_failure_names_the_id(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.faults.add("error", "company", times=10)
    page = walker.open(f"/{BERLIN}/", **{"X-Request-ID": "from-router-1"})

    assert page.status == 503
    assert "Reference: from-router-1" in page.html.get_text(" ", strip=True).replace(" :", ":")


def test_a_page_that_is_not_there_needs_no_reference(walker: Walker) -> None:
    assert "Reference" not in walker.open(f"/{BERLIN}/nowhere/").html.get_text()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ada <ada.lovelace+x@mail.example.com> wrote", "Ada <[mail]> wrote"),
        ("call +49 (30) 901-820-11 now", "call [phone] now"),
        ("phone=4930901820", "phone=[phone]"),
        ("Authorization: Bearer abc.def-123", "Authorization: [token]"),
        ("/4564/booking/2820023-7f9d239aca80237c64c24b15012cfc0e/", "/4564/booking/2820023-[key]/"),
        ("GET widget:services 200", "GET widget:services 200"),
        ("location 4564: Altegio refuses to cancel: status 403, code 0", None),
        ("https://www.example.com wants to frame location 4564", None),
        ("Redis is away (ConnectionError)", None),
        ("Listening at: http://[::]:18113 (57591)", None),
        ("called 1+4930901820, [::]:18113 and 30 4930901820", "called 1+[phone], [::]:18113 and [phone]"),
    ],
)
def test_what_looks_personal_is_taken_out(text: str, left: str | None) -> None:
    assert without_personal_data(text) == (text if left is None else left)


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines("%(levelname)s %(message)s")], ids=["json", "plain"])
def test_tracebacks_go_through_the_net_too(formatter: logging.Formatter) -> None:
    try:
        raise ValueError("invalid phone +49 30 901820 of ada@example.com")
    except ValueError:
        record = logging.makeLogRecord({"msg": "%s failed", "args": ("x",), "exc_info": sys.exc_info(), "name": "n"})

    written = formatter.format(record)

    assert "ValueError" in written
    assert "Traceback" in written
    assert "901820" not in written
    assert "ada@" not in written


def test_a_line_is_one_line(lines: list[dict[str, Any]]) -> None:
    record = logging.makeLogRecord({"msg": "first\nsecond\r\u2028third", "name": "n"})

    assert len(JsonLines().format(record).splitlines()) == 1
