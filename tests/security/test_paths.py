"""Addresses that are written in strange ways are the same page, or none: never an error of ours, never a file."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.test_headers import ClosingClient
from tests.walker import Page, assert_promises

ARABIC, DEVANAGARI, FULLWIDTH = "٤٥٦٤", "४५६४", "４５６４"
PLACES = [
    "/../{}/",
    "/%2e%2e/{}/",
    "/%2e%2e%2f{}/",
    "/..%5c{}/",
    "//{}/",
    "/{}//",
    "/{}/;/",
    "/{}/;jsessionid=1",
    "/{};a=b/",
    "/{}/%00",
    "/{}%00/",
    "/{}/.",
    "/{}./",
    "/{}/./date/",
    "/{}/date/..",
    "/{}/date%2f",
    "/{}/DATE/",
    "/{}/Date/",
    "/{}/date/.json",
    "/{}/date.css",
    "/{}/style.css",
    "/{}/date/x.css",
    "/{}%20/",
    "/ {}/",
    "/{}%09/",
    "/+{}/",
    "/-{}/",
    "/{}.0/",
    "/0x11d4/",
    "/{}e0/",
    "/{}_0/",
    "/{}/%ff%fe/",
    "/{}/%c0%ae%c0%ae/",
    "/{}/%u002e/",
    "/{}/\u202edate/",
    f"/{{}}/{'x' * 6000}/",
    f"/{'9' * 400}/",
    f"/{'9' * 5000}/",
    f"/company/{'9' * 5000}/",
    f"/{{}}/photo/{'9' * 5000}.webp",
    f"/{{}}/booking/{'9' * 5000}-a/",
    f"/{{}}/booking/1-{'a' * 5000}/",
    f"/{{}}/booking/{'.'.join(['1-a'] * 6)}/",
    "/{}/booking/٤-abc/",
    "/{}/booking/1-äbc/",
    "/{}/booking/../../",
    "/{}/booking/1-abc/calendar.ics/",
    "/company/{}/../../../etc/passwd",
    "/company/%d9%a4%d9%a5%d9%a6%d9%a4/",
    "/static/../manage.py",
    "/static/%2e%2e/manage.py",
    "/static/..%2f..%2fetc%2fpasswd",
    "/static//etc/passwd",
    "/static/%00",
    "/static/widget/..%5c..%5cmanage.py",
    "/static/widget/",
    "/static/staticfiles.json",
    "/manage.py",
    "/.env",
    "/.git/config",
    "/theme/../../manage.py",
    "/theme/1f5c4d-auto-soft-system.1.css/",
    "/theme/1f5c4d-auto-soft-system..css",
    "/theme/}body{color:red.1.css",
    "/%",
    "/%zz",
    "/\udcff",
]  # fmt: skip


@pytest.fixture
def client(widget: Any) -> Client:
    return ClosingClient(raise_request_exception=False)


def get(client: Client, path: str) -> Any:
    """Without the client's own idea of what such a path is."""
    return client.get("/", PATH_INFO=as_sent(path))


def as_sent(path: str) -> str:
    """As a server hands it over: what was escaped is bytes, read as Latin-1."""
    raw = re.sub(
        rb"%([0-9a-fA-F]{2})", lambda found: bytes([int(found[1], 16)]), path.encode("utf-8", "surrogateescape")
    )
    return raw.decode("latin-1")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ascii(place)[:40])
def test_a_strange_address_is_a_calm_page_or_the_page_itself(client: Client, sandbox: Sandbox, place: str) -> None:
    response = get(client, place.replace("{}", str(BERLIN)))

    assert response.status_code in (200, 301, 302, 400, 404)
    assert b"root:" not in response.getvalue()
    assert b"DJANGO_SETTINGS_MODULE" not in response.getvalue()
    if response.status_code in (400, 404) and response["Content-Type"].startswith("text/html"):
        assert_promises(Page(place, response))
    if response.status_code >= 400:
        assert "no-store" in response["Cache-Control"]
    assert response["Content-Type"].split(";")[0] != "text/css"


@pytest.mark.parametrize("digits", [ARABIC, DEVANAGARI, FULLWIDTH, "4564\u0301", "456\u200b4", "①②③④", "⁴⁵⁶⁴"])
def test_numbers_are_written_in_plain_digits_only(client: Client, sandbox: Sandbox, digits: str) -> None:
    for place in ("/{}/", "/{}/date/", "/company/{}/", f"/{BERLIN}/photo/{{}}.webp", f"/{BERLIN}/booking/{{}}-abc/"):
        assert get(client, quote(place.format(digits))).status_code == 404
    assert sandbox.requests == []


@pytest.mark.parametrize("digits", [ARABIC, FULLWIDTH, "1" * 500, "-1", "1e9", "0x1", "\u202e1", "1\x00"])
def test_nor_do_parameters_know_other_digits(client: Client, sandbox: Sandbox, digits: str) -> None:
    names = ("service", "team_member", "date", "slot", "appointment", "month", "location")
    for path in (f"/{BERLIN}/", f"/{BERLIN}/date/", f"/{BERLIN}/time/", f"/{BERLIN}/details/", "/embed/"):
        response = client.get(path, dict.fromkeys(names, digits))

        assert response.status_code in (200, 302)
    assert not [asked for asked in sandbox.requests if digits in asked.path]


def test_leading_noughts_are_the_same_location(client: Client) -> None:
    """As the frame policy reads them too."""
    response = get(client, f"/000{BERLIN}/")

    assert response.status_code in (200, 404)
    assert ("X-Frame-Options" in response) == (response.status_code == 404)
