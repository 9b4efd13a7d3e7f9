"""Whatever Altegio holds, put there by whoever may write it, is text on our pages and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.at_the_form import ADA, alone, chosen
from tests.journeys.booked_pages import address, booked_elsewhere
from tests.journeys.wishes import HAIRCUT, YUSUF
from tests.test_headers import ClosingClient
from tests.walker import Walker
from widget.altegio import envelope

Path = tuple[str, ...]
Exchange = Callable[[Path, str], str]

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
MARKUP = "</script></style></title></textarea><xss-mark onerror=alert(1)><img src=x onerror=alert(1)><!--"
PAYLOADS = {
    "elements": MARKUP,
    "entities": "&lt;xss-mark&gt;&#60;xss-mark&#62;&amp;lt;xss-mark&amp;gt;",
    "attributes": "\" xss-attr=1 onfocus=alert(1) autofocus x='' ' xss-attr=2 onload=alert(1) `xss-attr",
    "an address": "javascript:alert(1)//\"'><xss-mark>",
    "templates": "{{ settings.SECRET_KEY }}{% debug %}%(name)s{0.__class__}%s%n${7*7}",
    "JSON": '\\"}</script><xss-mark>{"a":\u2028\u2029\'//--><![CDATA[ ]]>',
    "other directions": f"abc{BIDI}def\u200e\u200f",
    "controls": "a\x00b\x01\x08\x0b\x0c\x1b\x7f\x85\ufeff\ufffe\uffffc\r\nX-Evil: 1",
    "half a character": "a\ud800b\udfffc",
    "very long": "Wß😀" * 2_000,
    "marks piled up": "Z" + "\u0300\u0301\u20dd" * 1_000,
}
EVERYTHING = "javascript:alert(1)//\"' xss-attr=1 '>" + "".join(
    PAYLOADS[name] for name in ("elements", "JSON", "controls", "half a character", "other directions", "entities")
)
"""All in one text, for where there are many places to put it."""
NOT_FOR_PEOPLE = re.compile(
    r"[\d\s:+TZ./-]*|[a-z_]+|[A-Z]{2,3}|[a-z]{2}-[A-Z]{2}|https?://.*|[A-Za-z_]+/[A-Za-z_/]+|[0-9a-f]{12,}|\+?[\d ()-]+"
)
"""Dates, numbers, codes, addresses, zones and keys: with another text in their place there would be no page."""


class Reader(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.comments: list[str] = []
        self.linked_data: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and data.strip():
            self.linked_data.append(data)


def is_own_script(attributes: dict[str, str]) -> bool:
    source = attributes.get("src", "").removeprefix("http://testserver")
    return source.startswith("/static/") or source == "/embed.js" or attributes.get("type") == "application/ld+json"


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def assert_only_ours(response: Any) -> None:
    body = response.content.decode()
    page = read(body)
    assert page.comments == []
    for tag, attributes in page.tags:
        assert "xss" not in tag
        assert tag not in ("object", "embed", "base", "style", "svg:script")
        for name, value in attributes.items():
            assert not name.startswith(("on", "xss", "srcdoc")), (tag, attributes)
            assert name != "style", (tag, attributes)
            if name in ("href", "src", "action", "formaction", "srcset"):
                assert not re.match(r"[\s\x00-\x1f]*(javascript|data|vbscript|blob|file):", value, re.IGNORECASE), value
        if tag == "iframe":
            assert attributes["src"].startswith(("/4564/", "http://testserver/4564/")), attributes
        if tag == "img":
            assert attributes["src"].startswith(("/4564/", "/static/", "/embed/")), attributes
        if tag == "script":
            assert is_own_script(attributes), attributes
        if "data-facts" in attributes:
            assert json.loads(attributes["data-facts"])["location"] in (BERLIN, None)
    for data in page.linked_data:
        assert json.loads(data)["@type"] == "LocalBusiness"
    assert "\x00" not in body
    assert not set(BIDI) & set(body), "what stands behind it would be turned around"
    assert "only for tests" not in body
    assert not any(value != value.strip("\r\n") or not value.isascii() for value in response.headers.values())


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exchange], None]:
    """From now on Altegio's texts are others."""
    original = envelope._json

    def begin(change: Exchange) -> None:
        monkeypatch.setattr(envelope, "_json", lambda body: changed(original(body), change))

    return begin


def changed(value: Any, change: Exchange, at: Path = ()) -> Any:
    if isinstance(value, dict):
        return {name: changed(part, change, (*at, name)) for name, part in value.items()}
    if isinstance(value, list):
        return [changed(part, change, at) for part in value]
    return change(at, value) if isinstance(value, str) else value


def is_for_people(text: str) -> bool:
    return not NOT_FOR_PEOPLE.fullmatch(text)


def pages(at: datetime) -> Iterator[str]:
    """The walk, as it is opened by links."""
    yield "/?lang=en"
    yield f"/{BERLIN}/?lang=en"
    yield f"/{BERLIN}/?lang=en&people=1"
    yield f"/{BERLIN}/?lang=en&q=haircut"
    yield f"/{BERLIN}/date/?lang=en&service={HAIRCUT}"
    yield f"/{BERLIN}/time/?lang=en&service={HAIRCUT}&date={at.date()}"
    yield f"/{BERLIN}/time/?lang=en&service={HAIRCUT}&date={at.date()}&team_member={YUSUF}"
    yield chosen(at)
    yield "/embed/?location=4564&lang=en"


def most_telling(at: datetime) -> list[str]:
    """Of those, as few as show all that the others do."""
    return [url for url in pages(at) if re.search(rf"^/{BERLIN}/(\?lang=en$|.*team_member)", url)]


@pytest.fixture
def client(widget: Any) -> ClosingClient:
    return ClosingClient(raise_request_exception=False)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_every_text_at_once(
    client: ClosingClient, sandbox: Sandbox, exchange: Callable[[Exchange], None], kind: str
) -> None:
    at = alone(sandbox, YUSUF)
    record = booked_elsewhere(sandbox, at.replace(hour=15), fullname=PAYLOADS["elements"])
    exchange(lambda path, text: PAYLOADS[kind] if is_for_people(text) else text)

    for url in (*pages(at), address(record)):
        response = client.get(url)

        assert response.status_code == 200, url
        assert_only_ours(response)
    calendar = client.get(address(record).replace("?", "calendar.ics?"))
    assert calendar.status_code == 200
    assert calendar.content.count(b"BEGIN:VEVENT") == 1
    assert b"\r\nX-Evil" not in calendar.content
    assert max(len(line) for line in calendar.content.split(b"\r\n")) <= 75


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_booking_among_hostile_texts(
    walker: Walker, sandbox: Sandbox, exchange: Callable[[Exchange], None], kind: str
) -> None:
    """By a visitor whose own texts are hostile too."""
    exchange(lambda path, text: PAYLOADS[kind] if is_for_people(text) else text)
    walker.open(chosen(alone(sandbox, YUSUF)))
    typed = {**ADA, "fullname": MARKUP[:60], "comment": MARKUP + PAYLOADS["attributes"]}
    page = walker.press("Book for", **typed | {"phone": "1"})
    assert page.status == 422
    assert_only_ours(page.response)

    page = walker.press("Book for", **typed)

    assert (page.status, page.errors) == (200, [])
    assert_only_ours(page.response)


def test_each_text_by_itself(
    client: ClosingClient, sandbox: Sandbox, exchange: Callable[[Exchange], None], cold: Callable[[], None]
) -> None:
    """Of any kind, also where no page can be made of it any more."""
    at = alone(sandbox, YUSUF)
    paths: set[Path] = set()
    exchange(lambda path, text: paths.add(path) or text)  # type: ignore[func-returns-value]
    for url in most_telling(at):
        client.get(url)
    assert len(paths) > 30

    for hostile in sorted(paths):
        cold()
        exchange(lambda path, text, hostile=hostile: EVERYTHING if path == hostile else text)  # type: ignore[misc]
        for url in most_telling(at):
            response = client.get(url)

            assert response.status_code in (200, 302, 503, 404), (hostile, url)
            assert_only_ours(response)
