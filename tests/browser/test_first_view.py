"""What a first view costs, measured in Chromium and on the wire, served the way production serves it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, CDPSession, Page

from tests.browser.conftest import NewContext
from tests.browser.form import expect_booked, fill, press_book
from tests.browser.walking import choose_day, choose_service, choose_time, expect_checked
from tests.conftest import BERLIN

pytestmark = pytest.mark.browser

PAGES = ["services", "date", "time", "details", "booking"]
MOST_REQUESTS = 3
MORE_REQUESTS = {"date": 1, "time": 1}
"""In Chromium the rules for what may be fetched ahead. They are kept for a year; first pages have none."""
MOST_BYTES = 25_000
LEFT_BY_NEIGHBOURS = "csrftoken=x; sessionid=y; django_language=de"
PARTS = re.compile(r"""(?:link [^>]*href|src)="(/[^"]+)\"""")
LINKED = re.compile(r"""(?:href|src)="(/(?:static|theme)/[^"]+)\"""")


class Traffic:
    """What Chromium receives, headers included; photos, logo and favicon aside."""

    def __init__(self, devtools: CDPSession) -> None:
        self.urls: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        devtools.on("Network.requestWillBeSent", self._asked)
        devtools.on("Network.loadingFinished", self._received)
        devtools.send("Network.enable")

    def _asked(self, event: dict[str, Any]) -> None:
        if event.get("type") != "Image" and "/icon" not in event["request"]["url"]:
            self.urls[event["requestId"]] = event["request"]["url"]

    def _received(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.urls:
            self.sizes[self.urls[event["requestId"]]] = event["encodedDataLength"]


@pytest.fixture(scope="module")
def addresses(browser: Browser, production: str) -> dict[str, str]:
    """Of each step and of the confirmation, as a walk finds them."""
    page = browser.new_page(base_url=production)
    page.goto(f"/{BERLIN}/?lang=en")
    found = [page.url]
    for step in (choose_service, choose_day, choose_time):
        step(page)
        page.wait_for_load_state()
        found.append(page.url)
    expect_checked(page)
    fill(page)
    press_book(page)
    expect_booked(page)
    found.append(page.url)
    page.close()
    return dict(zip(PAGES, found, strict=True))


@pytest.fixture
def page(production: str, new_context: NewContext) -> Page:
    return new_context(production).new_page()


@pytest.mark.parametrize("shown", PAGES)
def test_a_first_view_is_at_most_three_requests_and_25_kilobytes(
    page: Page, addresses: dict[str, str], shown: str
) -> None:
    traffic = Traffic(page.context.new_cdp_session(page))

    page.goto(addresses[shown], wait_until="networkidle")

    assert len(traffic.urls) <= MOST_REQUESTS + MORE_REQUESTS.get(shown, 0), traffic.sizes
    assert traffic.sizes.keys() == set(traffic.urls.values())
    assert sum(traffic.sizes.values()) <= MOST_BYTES, traffic.sizes


def test_a_second_step_costs_only_its_page(page: Page) -> None:
    page.goto(f"/{BERLIN}/?lang=en", wait_until="networkidle")
    traffic = Traffic(page.context.new_cdp_session(page))

    choose_service(page)
    page.wait_for_load_state("networkidle")

    spent = {urlsplit(url).path for url, size in traffic.sizes.items() if size}
    [document, rules] = sorted(spent)
    assert document == f"/{BERLIN}/date/"
    assert rules.endswith(".speculationrules")


@pytest.fixture
def visitor() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Accept-Encoding"] = "gzip, br"
        yield session


def test_files_are_kept_for_good_and_squeezed(production: str, visitor: requests.Session) -> None:
    document = visitor.get(f"{production}/{BERLIN}/?lang=en", timeout=10)
    assert document.headers["Content-Encoding"] in ("gzip", "br")

    links = set(LINKED.findall(document.text))
    assert len(links) == 3
    for link in links:
        file = visitor.get(production + link, timeout=10)
        assert file.ok, link
        assert re.fullmatch(r"/static/widget/\w+\.[0-9a-f]{12}\.\w+|/theme/[\w-]+\.[0-9a-f]{8}\.css", link)
        assert "immutable" in file.headers["Cache-Control"], link
        assert "Accept-Encoding" in file.headers["Vary"], link
        # The icon is so small that squeezing it would make it larger.
        assert file.headers.get("Content-Encoding") == "br" or len(file.content) < 500, link


def test_the_scripts_are_small(production: str, visitor: requests.Session) -> None:
    document = visitor.get(f"{production}/{BERLIN}/?lang=en", timeout=10)
    [inside] = re.findall(r'src="(/static/widget/frame[^"]+)"', document.text)
    visitor.headers["Accept-Encoding"] = "br"

    assert _wire_size(visitor, production + inside) <= 2_000
    assert _wire_size(visitor, f"{production}/embed.js") <= 2_500


def test_what_is_counted_is_what_is_sent(production: str, visitor: requests.Session) -> None:
    """The same sum without a browser: bodies as they are on the wire."""
    url = f"{production}/{BERLIN}/?lang=en"
    document = visitor.get(url, timeout=10)
    counted = [link for link in set(LINKED.findall(document.text)) if not link.endswith(".svg")]

    sizes = {address: _wire_size(visitor, address) for address in [url, *(production + link for link in counted)]}

    assert len(sizes) <= MOST_REQUESTS
    assert sum(sizes.values()) <= MOST_BYTES, sizes


@pytest.mark.parametrize("shown", PAGES)
def test_nothing_sets_a_cookie(
    production: str, visitor: requests.Session, addresses: dict[str, str], shown: str
) -> None:
    document = visitor.get(addresses[shown], headers={"Cookie": LEFT_BY_NEIGHBOURS}, timeout=10)
    files = {unescape(link) for link in PARTS.findall(document.text)}
    assert len(files) >= 4

    answers = [document, *(visitor.get(production + file, timeout=10) for file in sorted(files))]

    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert [answer.url for answer in answers if "Set-Cookie" in answer.headers] == []


def _wire_size(visitor: requests.Session, url: str) -> int:
    with visitor.get(url, stream=True, timeout=10) as answer:
        return len(answer.raw.read(decode_content=False))
