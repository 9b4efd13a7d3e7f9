"""Nobody is led away from here, and nothing that a visitor wrote becomes a header of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

import pytest
from django.test import Client

from tests.conftest import BERLIN
from tests.journeys.at_the_form import OURS
from tests.journeys.wishes import HAIRCUT
from tests.test_headers import ClosingClient

US = "http://testserver"
ELSEWHERE = [
    "//evil.example",
    "///evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "%2f%2fevil.example",
    "/%09/evil.example",
    "@evil.example",
    "?//evil.example",
    ".evil.example",
]
NAMES = ["next", "url", "return", "redirect", "to", "lang", "theme", "accent", "utm_source", "slot", "date", "o"]
MORE_NAMES = ["label", "q", "month", "notice", "source", "site", "x\r\nX-Evil"]
BREAKS = [
    "\r\nX-Evil: 1",
    "\nSet-Cookie: a=b",
    "\r\n\r\n<script>",
    "%0d%0aX-Evil: 1",
    "\u560d\u560aX-Evil: 1",
    "\u2028X-Evil: 1",
    "\x00",
    "\x0b\x0c",
    "é\ud800",
    "; script-src *",
    '"; filename="x.exe',
]
READ_HEADERS = [
    "Accept-Encoding",
    "Accept-Language",
    "If-Modified-Since",
    "If-None-Match",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "Sec-Purpose",
    "User-Agent",
]
DETOURS = [
    f"/{BERLIN}/date/?lang=en",
    f"/{BERLIN}/time/?service={HAIRCUT}",
    f"/{BERLIN}/details/?service={HAIRCUT}",
    f"/{BERLIN}/book/?service={HAIRCUT}",
    f"/{BERLIN}/date?x=1",
    f"/company/{BERLIN}/personal/menu?o=s{HAIRCUT}",
    f"/company/{BERLIN}?o=m1",
    "/embed/?accent=%23123456",
]
PATHS = [
    "//evil.example",
    "//evil.example/%2f..",
    "///evil.example/",
    "/\\evil.example",
    "/%5cevil.example",
    "/%2f/evil.example",
    "/.evil.example",
    "/@evil.example",
    f"//evil.example/{BERLIN}/date",
    f"//evil.example/..;/{BERLIN}/date",
    f"/company/{BERLIN}//evil.example",
    f"/company/{BERLIN}/https://evil.example",
    f"/company/{BERLIN}/\\evil.example/",
    f"/{BERLIN}//evil.example",
    "/embed//evil.example",
    "/static//evil.example",
    "/static/..//evil.example",
]  # fmt: skip


def with_all(url: str, names: list[str], value: str) -> str:
    """The address with that value for each of these parameters."""
    written = quote(value.encode(errors="surrogatepass"), safe="")
    pairs = "&".join(f"{quote(name, safe='')}={written}" for name in names)
    return f"{url}{'&' if '?' in url else '?'}{pairs}"


@pytest.fixture
def client(widget: Any) -> Client:
    return ClosingClient(raise_request_exception=False)


@pytest.fixture
def client_for_one(client: Client, settings: Any) -> Client:
    """Of a server with one location, whose first page leads there."""
    settings.LOCATIONS = {BERLIN: settings.LOCATIONS[BERLIN]}
    return client


def assert_leads_nowhere_else(response: Any, url: str) -> None:
    location = response.get("Location", "")
    assert response.status_code < 500
    assert location.isascii()
    assert location.isprintable()
    if location:
        assert urljoin(f"{US}{url}", location.replace("\\", "/")).startswith(f"{US}/"), location
        assert not location.replace("\\", "/").startswith("//"), location
        assert location.startswith("/"), location


def assert_headers_are_ours(response: Any) -> None:
    assert "X-Evil" not in response
    assert not response.cookies
    for name, value in response.headers.items():
        assert name.isascii()
        assert value.isascii(), (name, value)
        assert value.isprintable(), (name, value)
    assert response["Content-Security-Policy"].count("script-src") == 1
    assert "*" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("detour", [*DETOURS, "/"])
def test_no_parameter_leads_elsewhere(client_for_one: Client, detour: str) -> None:
    for value in ELSEWHERE:
        url = with_all(detour, NAMES, value)
        response = client_for_one.get(url)

        assert_leads_nowhere_else(response, detour)
        assert "evil" not in urlsplit(response.get("Location", "")).path


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("is_redirected", [False, True], ids=["http", "to https"])
def test_no_path_leads_elsewhere(client: Client, settings: Any, path: str, is_redirected: bool) -> None:
    settings.SECURE_SSL_REDIRECT = is_redirected
    response = ClosingClient(raise_request_exception=False).generic("GET", path, PATH_INFO=path)

    if is_redirected and response.status_code == 301:
        parts = urlsplit(response["Location"])
        assert (parts.scheme, parts.netloc) == ("https", "testserver")
    else:
        assert_leads_nowhere_else(response, "/")


def test_a_detour_of_a_form_stays_here_too(client: Client) -> None:
    for value in ELSEWHERE:
        fields = {"fullname": value, "next": value, "slot": value, "ticket": value, "do": value, "utm_source": value}
        response = client.post(f"/{BERLIN}/book/", fields, headers=OURS)

        assert response.status_code == 307
        assert_leads_nowhere_else(response, f"/{BERLIN}/book/")


@pytest.mark.parametrize("detour", [*DETOURS, "/", "/embed/qr.svg?a=1", f"/{BERLIN}/?lang=en", "/robots.txt?a=1"])
def test_no_parameter_breaks_out_of_a_header(client_for_one: Client, detour: str) -> None:
    for piece in BREAKS:
        url = with_all(detour, [*NAMES, *MORE_NAMES], piece)
        response = client_for_one.get(url)

        assert response.status_code < 500
        assert_headers_are_ours(response)


@pytest.mark.parametrize(
    "path",
    [
        "/{}",
        "/{}/date",
        f"/{BERLIN}/{{}}",
        f"/company/{BERLIN}/{{}}",
        f"/{BERLIN}/booking/1-a{{}}/calendar.ics",
        "/theme/{}.1.css",
        "/static/{}",
    ],
)
def test_no_path_breaks_out_of_a_header(client: Client, path: str) -> None:
    for piece in BREAKS:
        response = client.get(path.format(quote(piece.encode(errors="surrogatepass"), safe="")))

        assert response.status_code in (301, 302, 400, 404)
        assert_headers_are_ours(response)


@pytest.mark.parametrize("piece", BREAKS)
def test_no_header_breaks_out_of_a_header(client: Client, piece: str) -> None:
    sent = piece.encode(errors="replace").decode("latin-1")
    for path in (f"/{BERLIN}/", f"/{BERLIN}/date", "/embed.js", "/nowhere"):
        response = client.get(path, headers=dict.fromkeys(READ_HEADERS, sent))

        assert response.status_code < 500
        assert_headers_are_ours(response)


def test_what_was_chosen_comes_along_as_it_was(client: Client) -> None:
    """The other side of it: what is harmless is not lost on the way."""
    response = client.get(f"/{BERLIN}/date/?lang=en&utm_source=a%26b%3D%2F%2Fc&theme=dark")

    assert dict(parse_qsl(urlsplit(response["Location"]).query))["utm_source"] == "a&b=//c"
