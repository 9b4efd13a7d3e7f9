from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.english import EnglishClient
from widget.embed.refused_frames import HOUR, MOST_TOLD, RefusedFrames

EXAMPLE = "https://www.example.com"
FRAMED = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site", "Referer": f"{EXAMPLE}/"}
LINE = (
    f"{EXAMPLE} wants to frame location {BERLIN} but is not allowed. "
    f"Add it to EMBED_ALLOWED_ORIGINS or to allowed_origins of [{BERLIN}] in LOCATIONS_FILE"
)


@pytest.fixture
def client(widget: Any) -> Client:
    """With a middleware of its own, which has told nothing yet."""
    widget.EMBED_ALLOWED_ORIGINS = ("https://allowed.example", "https://*.allowed.example")
    return EnglishClient(raise_request_exception=False)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [record for record in caplog.records if record.name == "widget.embed.refused_frames"]
    assert all(record.levelno == logging.WARNING for record in found)
    return [record.getMessage() for record in found]


def framed(**headers: str) -> HttpRequest:
    sent = FRAMED | {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestFactory().get("/", headers={name: value for name, value in sent.items() if value})


def test_a_page_that_is_not_on_the_list_is_one_line_for_the_operator(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        client.get(f"/{BERLIN}/", headers=FRAMED)
    client.get(f"/company/{BERLIN}/personal/menu?o=", headers=FRAMED)

    assert lines(caplog) == [LINE]


def test_each_location_and_the_choice_of_them_are_told(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for path in (f"/{BERLIN}/", f"/{NEW_YORK}/", "/", f"/{BERLIN}/nowhere/"):
        client.get(path, headers=FRAMED)

    assert [line.split(" but ")[0] for line in lines(caplog)] == [
        f"{EXAMPLE} wants to frame location {BERLIN}",
        f"{EXAMPLE} wants to frame location {NEW_YORK}",
        f"{EXAMPLE} wants to frame the choice of locations",
    ]


@pytest.mark.parametrize("referer", ["https://allowed.example/", "https://www.allowed.example/page"])
def test_who_is_on_the_list_is_not_told(client: Client, caplog: pytest.LogCaptureFixture, referer: str) -> None:
    client.get(f"/{BERLIN}/", headers=FRAMED | {"Referer": referer})

    assert lines(caplog) == []


def test_the_list_of_a_location_counts_there_only(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LOCATIONS = {
        **settings.LOCATIONS,
        BERLIN: replace(settings.LOCATIONS[BERLIN], allowed_origins=(EXAMPLE,)),
    }

    client.get(f"/{BERLIN}/", headers=FRAMED)
    client.get(f"/{NEW_YORK}/", headers=FRAMED)

    [line] = lines(caplog)
    assert str(NEW_YORK) in line


def test_what_nobody_may_frame_is_not_told(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for path in ("/1/", "/nowhere", "/healthz", "/company/1/personal/menu", "/robots.txt"):
        client.get(path, headers=FRAMED)

    assert lines(caplog) == []


def test_an_outage_is_no_reason_not_to_tell(client: Client, sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    sandbox.faults.add("error", "*", status=500)

    client.get(f"/{BERLIN}/", headers=FRAMED)

    assert lines(caplog) == [LINE]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Dest": "document"},
        {"Sec_Fetch_Dest": "image"},
        {"Sec_Fetch_Dest": ""},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": ""},
        {"Referer": ""},
        {"Referer": "about:blank"},
        {"Referer": "", "Origin": "null"},
    ],
    ids=str,
)
def test_without_a_frame_or_without_an_origin_there_is_nothing_to_tell(
    caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    RefusedFrames().note(framed(**headers), ("'self'",), "4564")

    assert lines(caplog) == []


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"Sec_Fetch_Dest": "frame"}, EXAMPLE),
        ({"Sec_Fetch_Site": "same-site"}, EXAMPLE),
        ({"Origin": "https://other.example"}, "https://other.example"),
        ({"Origin": "null"}, EXAMPLE),
        ({"Referer": "HTTPS://Shop.Example:443/Page?name=Ada#x"}, "https://shop.example"),
        ({"Referer": "http://localhost:3000/"}, "http://localhost:3000"),
    ],
    ids=str,
)
def test_of_the_host_page_only_its_origin_is_told(
    caplog: pytest.LogCaptureFixture, headers: dict[str, str], told: str
) -> None:
    RefusedFrames().note(framed(**headers), ("'self'",), "4564")

    [line] = lines(caplog)
    assert line.startswith(f"{told} wants to frame location 4564 ")
    assert "Ada" not in line


@pytest.mark.parametrize(
    "referer",
    [
        "https://a.example\nWARNING forged: all is well",
        "https://a.example\r\n2026-11-26 WARNING forged",
        "https://a.example is fine, https://b.example",
        "https://\x1b[31ma.example/",
        "https://a.example%0aWARNING/",
        "https://user:forged@a.example/",
        "https://%s.example/",
        "https://a.example\u2028WARNING",
    ],
)
def test_nothing_can_be_smuggled_into_the_log(caplog: pytest.LogCaptureFixture, referer: str) -> None:
    refused = RefusedFrames()
    request = framed()
    for name in ("HTTP_REFERER", "HTTP_ORIGIN"):
        request.META[name] = referer
        refused.note(request, ("'self'",), "4564")

    assert lines(caplog) == []


def test_it_is_told_again_after_an_hour(caplog: pytest.LogCaptureFixture) -> None:
    now = 1000.0
    refused = RefusedFrames(clock=lambda: now)
    for passed in (0, HOUR - 1, 2):
        now += passed
        refused.note(framed(), ("'self'",), "4564")

    assert len(lines(caplog)) == 2


def test_who_makes_origins_up_fills_neither_memory_nor_log(caplog: pytest.LogCaptureFixture) -> None:
    now = 1000.0
    refused = RefusedFrames(clock=lambda: now)
    for number in range(MOST_TOLD + 50):
        refused.note(framed(Referer=f"https://{number}.example/"), ("'self'",), "4564")
    assert len(lines(caplog)) == MOST_TOLD

    now += HOUR + 1
    refused.note(framed(), ("'self'",), "4564")
    assert lines(caplog)[-1] == LINE
