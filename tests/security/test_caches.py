"""What a cache may keep for everybody follows from the address alone: nobody can leave there what others get."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.wishes import HAIRCUT, YUSUF, working_day
from tests.test_headers import ClosingClient
from widget.theme import version_of_stylesheets
from widget.views import pictures

Address = Callable[[Sandbox], str]

# Each page with its language in the address is the same for everybody, whether or not it says so to caches.
FOR_EVERYBODY: dict[str, Address] = {
    "home": lambda sandbox: "/?lang=en",
    "services": lambda sandbox: f"/{BERLIN}/?lang=en",
    "search": lambda sandbox: f"/{BERLIN}/?lang=en&q=cut",
    "people": lambda sandbox: f"/{BERLIN}/?lang=en&people=1",
    "date": lambda sandbox: f"/{BERLIN}/date/?lang=en&service={HAIRCUT}",
    "time": lambda sandbox: (
        f"/{BERLIN}/time/?lang=en&service={HAIRCUT}&team_member={YUSUF}&date={working_day(sandbox)}"
    ),
    "theme": lambda sandbox: f"/theme/1f5c4d-auto-soft-system.{version_of_stylesheets()}.css",
    "loader": lambda sandbox: "/embed.js",
    "Altegio's loader": lambda sandbox: "/widgetJS",
    "robots": lambda sandbox: "/robots.txt",
    "file": lambda sandbox: "/static/widget/frame.js",
    "QR code": lambda sandbox: "/embed/qr.svg?lang=en",
    "builder": lambda sandbox: "/embed/?lang=en",
}
EVIL = "evil.example"
HEADERS = {
    "Accept": "application/json;q=1, */*;q=0.1",
    "Accept-Language": "ar, he;q=0.9",
    "Authorization": "Basic ZXZpbDpldmls",
    "Cache-Control": "no-cache, evil",
    "Client-IP": "1.1.1.1",
    "Cookie": "lang=ar; csrftoken=evil; sessionid=evil; django_language=ar",
    "DNT": "1",
    "Forwarded": f"for=1.1.1.1;host={EVIL};proto=http",
    "Origin": f"https://{EVIL}",
    "Pragma": "no-cache",
    "Referer": f"https://{EVIL}/?<script>",
    "Save-Data": "on",
    "Sec-CH-UA-Mobile": "?1",
    "Sec-CH-Prefers-Color-Scheme": "dark",
    "Sec-Fetch-Dest": "iframe",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-User": "?1",
    "Upgrade-Insecure-Requests": "1",
    "User-Agent": f"<script>{EVIL}</script> (iPhone) Googlebot",
    "Via": f"1.1 {EVIL}",
    "X-Forwarded-For": "1.1.1.1, 2.2.2.2",
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Port": "1",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Scheme": "nothttps",
    "X-HTTP-Method-Override": "POST",
    "X-Method-Override": "POST",
    "X-Original-URL": "/evil",
    "X-Requested-With": "XMLHttpRequest",
    "X-Rewrite-URL": "/evil",
    "X-Script-Name": "/evil",
    "Script-Name": "/evil",
}


@pytest.fixture
def client(widget: Any) -> Client:
    return ClosingClient(raise_request_exception=False)


def answer(response: Any) -> tuple[int, bytes, dict[str, str]]:
    """All of it, but for what tells of the moment and of the one request."""
    passing = ("Date", "Age", "Expires", "X-Request-ID")
    headers = {name: value for name, value in response.headers.items() if name not in passing}
    if "Cache-Control" in headers:
        # For how many seconds more tells of the moment too.
        headers["Cache-Control"] = re.sub(r"\d+", "…", headers["Cache-Control"])
    return response.status_code, response.getvalue(), headers


def is_public(response: Any) -> bool:
    return "public" in response.get("Cache-Control", "") or "s-maxage" in response.get("Cache-Control", "")


@pytest.mark.parametrize("page", FOR_EVERYBODY)
def test_no_header_changes_what_everybody_gets(client: Client, sandbox: Sandbox, page: str) -> None:
    url = FOR_EVERYBODY[page](sandbox)
    client.get(url)  # what it is made of is at hand now
    plain = answer(client.get(url))
    assert plain[0] == 200

    together = answer(client.get(url, headers=HEADERS))
    if together != plain:
        culprits = [name for name in HEADERS if answer(client.get(url, headers={name: HEADERS[name]})) != plain]
        pytest.fail(f"{url} follows from {culprits}")
    assert EVIL not in str(together)


@pytest.mark.parametrize("page", FOR_EVERYBODY)
def test_it_says_what_else_it_follows_from(client: Client, sandbox: Sandbox, page: str) -> None:
    response = client.get(FOR_EVERYBODY[page](sandbox))

    assert not response.cookies
    assert set(response.get("Vary", "Accept-Encoding").split(", ")) <= {"Accept-Encoding", "origin"}


@pytest.mark.parametrize("page", ["services", "date", "time", "home", "theme", "robots", "loader", "QR code"])
def test_parameters_that_nobody_knows_do_not_get_into_it(client: Client, sandbox: Sandbox, page: str) -> None:
    url = FOR_EVERYBODY[page](sandbox)
    client.get(url)
    unknown = (
        "x=injected&fullname=injected&phone=injected&email=injected&%3Cb%3E=injected&callback=injected&ticket=injected"
    )

    plain, with_more = client.get(url), client.get(f"{url}{'&' if '?' in url else '?'}{unknown}")

    assert b"injected" not in with_more.getvalue()
    assert with_more.getvalue() == plain.getvalue()


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, br", "identity", "evil", "gzip;q=0"])
def test_only_the_encoding_differs(client: Client, sandbox: Sandbox, encoding: str) -> None:
    for page in ("services", "loader", "theme", "file"):
        response = client.get(FOR_EVERYBODY[page](sandbox), headers={"Accept-Encoding": encoding})

        assert response.get("Content-Encoding", "") in ("", "gzip", "br")
        assert response.get("Content-Encoding", "") in encoding
        if "Content-Encoding" in response:
            assert "Accept-Encoding" in response["Vary"]


def test_a_picture_is_the_same_for_everybody(client: Client, widget: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    widget.IMAGE_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(pictures, "shelf", pictures.Shelf())
    page = client.get(f"/{BERLIN}/?lang=en").content.decode()
    address = page.split(f'src="/{BERLIN}/logo.webp?')[1].split('"')[0].replace("&amp;", "&")
    url = f"/{BERLIN}/logo.webp?{address}"

    plain = client.get(url)

    assert (plain.status_code, is_public(plain)) == (200, True)
    assert answer(plain) == answer(client.get(url, headers=HEADERS))


@pytest.mark.parametrize(
    "url",
    [
        "/nowhere",
        "/1/?lang=en",
        f"/{BERLIN}/nowhere/?lang=en",
        f"/{BERLIN}/logo.webp",
        f"/{BERLIN}/photo/1.webp?source=https://evil.example/a.png",
        "/theme/nonsense.1.css",
        "/static/nothing.css",
        f"/{BERLIN}/booking/1-abcdefabcdef/",
        f"/{BERLIN}/?lang=en&" + "x=1&" * 201,
        f"/{BERLIN}/date/?lang=en&service=999999",
    ],
)
def test_an_error_or_a_detour_is_kept_by_nobody(client: Client, url: str) -> None:
    response = client.get(url)

    assert response.status_code in (302, 400, 404)
    assert not is_public(response)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("proto", ["http", "https", "https, http", "HTTPS", "on", "", "evil"])
@pytest.mark.parametrize("page", ["services", "date", "robots", "file"])
def test_the_scheme_changes_nothing_but_the_way_to_https(sandbox: Sandbox, widget: Any, page: str, proto: str) -> None:
    """Where there is a public name, and a router that should not have let this header through."""
    widget.SECURE_SSL_REDIRECT = True
    client = ClosingClient(raise_request_exception=False)
    url = FOR_EVERYBODY[page](sandbox)
    client.get(url, secure=True)
    plain = client.get(url, headers={"X-Forwarded-Proto": "https"})

    response = client.get(url, headers={"X-Forwarded-Proto": proto})

    if response.status_code == 301:
        assert response["Location"] == f"https://testserver{url}"
        assert "no-store" in response["Cache-Control"]
    else:
        assert answer(response) == answer(plain)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_failure_upstream_is_kept_by_nobody(client: Client, sandbox: Sandbox, status: int) -> None:
    sandbox.faults.add("error", "*", status=status)
    for url in (f"/{BERLIN}/?lang=en", f"/{BERLIN}/date/?lang=en&service={HAIRCUT}"):
        response = client.get(url)

        assert response.status_code == 503
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
@pytest.mark.parametrize("url", [f"/{BERLIN}/?lang=en", "/", "/embed.js", "/robots.txt", f"/{BERLIN}/book/"])
def test_a_wrong_method_is_kept_by_nobody(client: Client, method: str, url: str) -> None:
    response = getattr(client, method)(url)

    assert response.status_code == 405
    assert "no-store" in response["Cache-Control"]


def test_a_page_with_what_was_typed_is_kept_by_nobody(client: Client) -> None:
    fields = {"fullname": "Ada", "phone": "030 901820", "service": str(HAIRCUT), "lang": "en"}

    response = client.post(f"/{BERLIN}/date/", fields, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_a_page_in_a_negotiated_language_says_so(client: Client) -> None:
    response = client.get(f"/{BERLIN}/")

    assert "Accept-Language" in response["Vary"]
    assert not is_public(response)
