"""Whatever a visitor says our name is, a page names no other host than one that the operator has set."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.wishes import HAIRCUT
from tests.test_headers import ClosingClient

EVIL = "evil.example"
PAGES = [
    "/",
    f"/{BERLIN}/?lang=en",
    f"/{BERLIN}/date/?service={HAIRCUT}",
    f"/{BERLIN}/date",
    f"/company/{BERLIN}/personal/menu?o=s{HAIRCUT}",
    "/embed/?location=4564",
    "/embed/qr.svg",
    "/embed.js",
    "/widgetJS",
    "/robots.txt",
    "/nowhere",
    "/static/widget/frame.js",
]
NAMES = [
    EVIL,
    f"testserver.{EVIL}",
    f"testserver@{EVIL}",
    f"{EVIL}:80@testserver",
    f"testserver:80@{EVIL}",
    f"testserver#{EVIL}",
    f"testserver/{EVIL}",
    f"testserver,{EVIL}",
    f"testserver {EVIL}",
    f"testserver:{EVIL}",
    f"{EVIL}\\testserver",
    f"testserver\r\nX-Evil: {EVIL}",
    "",
    "tеstserver",  # the second letter is Cyrillic
    "[::1].evil.example",
]
OTHER_HEADERS = {
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": f"//{EVIL}",
    "X-Forwarded-Scheme": EVIL,
    "X-Host": EVIL,
    "X-Original-Host": EVIL,
    "X-Original-URL": f"https://{EVIL}/",
    "X-Rewrite-URL": f"https://{EVIL}/",
    "X-HTTP-Host-Override": EVIL,
    "Forwarded": f"host={EVIL};proto=https",
    "Origin": f"https://{EVIL}",
    "Referer": f"https://{EVIL}/",
    "Base-Url": f"https://{EVIL}/",
}


def said(response: Any) -> str:
    """All that an answer says, headers included."""
    return f"{dict(response.headers)}\n{response.getvalue().decode(errors='replace')}"


@pytest.fixture
def client(widget: Any) -> Client:
    return ClosingClient(raise_request_exception=False)


@pytest.mark.parametrize("host", NAMES)
def test_a_name_that_is_not_ours_is_refused_on_every_page_and_written_nowhere(
    client: Client, sandbox: Sandbox, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    for path in PAGES:
        response = client.get(path, headers={"Host": host})

        assert response.status_code == (200 if path.startswith("/static/") else 400), path
        assert EVIL not in said(response)
    assert sandbox.requests == []
    assert EVIL not in caplog.text


@pytest.mark.parametrize("host", NAMES)
def test_nobody_is_sent_to_https_on_another_host(client: Client, settings: Any, host: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    client = ClosingClient(raise_request_exception=False)

    response = client.get(f"/{BERLIN}/", headers={"Host": host})

    assert response.status_code == 400
    assert "Location" not in response


@pytest.mark.parametrize("path", PAGES)
def test_no_other_header_names_the_host(client: Client, path: str) -> None:
    plain = client.get(path)
    response = client.get(path, headers=OTHER_HEADERS)

    assert EVIL not in said(response)
    assert response.status_code == plain.status_code


def test_pages_name_the_host_that_was_asked(client: Client) -> None:
    for host in ("testserver", "widget.test"):
        text = client.get(f"/{BERLIN}/?lang=en", headers={"Host": host}).content.decode()

        assert f'<link rel="canonical" href="http://{host}/{BERLIN}/?lang=en">' in text
        assert ("testserver" in text, "widget.test" in text) == (host == "testserver", host == "widget.test")
