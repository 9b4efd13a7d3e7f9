"""The snippet builder, without JavaScript: what is asked for comes out as something to paste."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.walker import Page, Walker
from widget.embed.snippets import MODES, Snippets
from widget.flow.selection import Selection

LOADER = '<script async src="http://testserver/embed.js"></script>'


def pasted(page: Page, name: str) -> str:
    """What the page has to copy."""
    [area] = page.html.select(f"#snippet-{name}")
    return area.get_text().removeprefix("\n")


def built(walker: Walker, query: str = "") -> Page:
    page = walker.open(f"/embed/?location={BERLIN}&{query}")
    assert page.status == 200
    return page


def test_the_first_snippet_is_an_element_with_a_link_and_the_loader(walker: Walker) -> None:
    page = built(walker)

    assert pasted(page, "html") == (
        f'<booking-widget location="{BERLIN}">\n'
        f'  <a href="http://testserver/{BERLIN}/">Book online</a>\n'
        f"</booking-widget>\n{LOADER}"
    )


@pytest.mark.parametrize(
    ("label", "language", "written"),
    [
        ("", "de", "Online buchen"),
        ("Book online", "de", "Online buchen"),
        ("Online buchen", "fr", "Réserver en ligne"),
        ("Sign up", "de", "Sign up"),
        ("Online buchen", "", "Book online"),
    ],
)
def test_the_label_is_in_the_widgets_language_unless_it_is_the_owners_own(
    walker: Walker, label: str, language: str, written: str
) -> None:
    page = built(walker, urlencode({"label": label, "language": language, "lang": "en"}))

    assert f">{written}</a>" in pasted(page, "html")


def test_everything_that_was_chosen_is_in_it(walker: Walker) -> None:
    page = built(
        walker,
        "mode=floating&label=Sign+up&language=en&theme=dark&accent=%237A3E5C&corners=round&font=serif"
        "&service=3302&service=3304&team_member=6542&date=2027-01-12",
    )
    element = BeautifulSoup(pasted(page, "html"), "html.parser").find("booking-widget")

    assert element is not None
    assert element.attrs == {
        "location": str(BERLIN), "mode": "floating", "service": "3302 3304", "team-member": "6542",
        "date": "2027-01-12", "lang": "en", "theme": "dark", "accent": "7A3E5C", "corners": "round", "font": "serif",
    }  # fmt: skip
    assert element.get_text(strip=True) == "Sign up"
    link = urlsplit(str(element.a["href"]))
    assert parse_qs(link.query) == {
        "service": ["3302", "3304"], "team_member": ["6542"], "date": ["2027-01-12"], "lang": ["en"],
        "theme": ["dark"], "accent": ["7A3E5C"], "corners": ["round"], "font": ["serif"],
    }  # fmt: skip


def test_the_link_of_a_snippet_leads_to_its_choice(walker: Walker, sandbox: Sandbox) -> None:
    url = pasted(built(walker, "service=3302"), "link")

    page = walker.open(urlsplit(url).path + "?" + urlsplit(url).query)

    assert page.html.select("#service-3302[checked]")


def test_each_kind_of_place_has_its_snippet(walker: Walker) -> None:
    page = built(walker, "mode=popup")

    url = f"http://testserver/{BERLIN}/"
    assert pasted(page, "block").startswith(f'<div data-booking-widget data-location="{BERLIN}" data-mode="popup">')
    assert pasted(page, "block").endswith(LOADER)
    assert pasted(page, "popup") == f'<a href="{url}" data-booking-popup>Book online</a>\n{LOADER}'
    assert pasted(page, "frame").startswith(f'<iframe src="{url}" title="Book online" height="760"')
    assert pasted(page, "link") == url
    assert pasted(page, "policy") == "script-src http://testserver; frame-src http://testserver"


def test_a_tag_manager_is_told_where_it_is_asked_for(walker: Walker) -> None:
    page = built(walker, "data_layer=1")

    for name, start in (("html", "booking-widget"), ("block", "div"), ("popup", "a")):
        element = BeautifulSoup(pasted(page, name), "html.parser").find(start)
        assert element is not None
        assert "data-layer" in element.attrs, name
    assert page.html.select("[name=data_layer][checked]")
    assert "data-layer" not in pasted(built(walker), "html")


def test_the_form_shows_what_was_chosen(walker: Walker) -> None:
    page = built(walker, "mode=popup&theme=dark&accent=7a3e5c&service=3302&team_member=0&label=Sign+up")

    chosen = {tag.find_parent("select")["name"]: tag["value"] for tag in page.html.select("option[selected]")}  # type: ignore[index]
    assert chosen == {
        "location": str(BERLIN), "mode": "popup", "language": "", "theme": "dark", "corners": "soft", "font": "system",
        "team_member": "0",
    }  # fmt: skip
    assert [box["value"] for box in page.html.select("input[type=checkbox][checked]")] == ["3302"]
    assert page.html.select_one("[name=accent]")["value"] == "#7a3e5c"  # type: ignore[index]
    assert page.html.select_one("[name=label]")["value"] == "Sign up"  # type: ignore[index]


def test_with_several_locations_visitors_may_choose(walker: Walker, settings: Any) -> None:
    page = walker.open("/embed/?service=3302")

    assert pasted(page, "html").startswith("<booking-widget>\n")
    assert pasted(page, "link") == "http://testserver/"
    offered = [option["value"] for option in page.html.select("[name=location] option")]
    assert offered == ["", str(BERLIN), str(NEW_YORK)]


def test_with_one_location_there_is_nothing_to_choose(walker: Walker, settings: Any) -> None:
    settings.LOCATIONS = {BERLIN: settings.LOCATIONS[BERLIN]}
    page = walker.open("/embed/")

    assert pasted(page, "html").startswith(f'<booking-widget location="{BERLIN}">')
    assert not page.html.select("[name=location]")


def test_it_says_that_a_site_is_not_on_the_list(walker: Walker, settings: Any) -> None:
    settings.EMBED_ALLOWED_ORIGINS = ("https://example.com",)
    page = built(walker, "site=www.example.com/booking/")

    [alert] = page.html.select("[data-error]")
    assert "https://www.example.com may not show the booking" in alert.get_text(" ", strip=True)
    assert "EMBED_ALLOWED_ORIGINS=https://example.com,https://www.example.com" in alert.get_text()


@pytest.mark.parametrize("site", ["https://www.example.com", "www.example.com/contact?x=1", "WWW.EXAMPLE.COM"])
def test_it_says_that_a_site_is_on_the_list(walker: Walker, settings: Any, site: str) -> None:
    settings.EMBED_ALLOWED_ORIGINS = ("https://www.example.com",)
    page = built(walker, f"site={site}")

    assert not page.html.select("[data-error]")
    assert "https://www.example.com may show the booking." in page.html.select_one(".good").get_text()  # type: ignore[union-attr]


def test_a_site_in_another_script_is_told_as_the_network_writes_it(walker: Walker, settings: Any) -> None:
    settings.EMBED_ALLOWED_ORIGINS = ("https://xn--mnchen-3ya.example",)
    page = built(walker, "site=https://münchen.example/")

    assert "https://xn--mnchen-3ya.example may show" in page.html.get_text()


@pytest.mark.parametrize("site", ["https://", "nothing at all", "javascript:alert(1)", "https://a..b", "http://[::1"])
def test_a_site_that_cannot_be_read_is_told(walker: Walker, site: str) -> None:
    page = built(walker, f"site={site}")

    assert [alert["data-error"] for alert in page.html.select("[data-error]")] == ["field-invalid"]


def test_it_says_that_nobody_is_on_the_list(walker: Walker) -> None:
    assert "No site may show the booking in a frame yet" in built(walker).html.get_text()


def test_the_code_is_drawn_of_the_link(walker: Walker) -> None:
    page = built(walker, "service=3302")
    [image] = page.html.select(".qr img")

    response = walker.client.get(str(image["src"]))

    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<?xml")
    assert b"<path" in response.content
    other = walker.client.get(f"/embed/qr.svg?location={NEW_YORK}")
    assert other.content != response.content


def test_it_works_while_altegio_does_not_answer(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.faults.add("error", "company", times=100)
    sandbox.faults.add("error", "book_services", times=100)
    page = built(walker, "service=3302")

    assert 'service="3302"' in pasted(page, "html")
    assert not page.html.select("main details")


def test_its_live_view_is_the_only_frame_it_may_show(walker: Walker) -> None:
    response = walker.client.get("/embed/")

    policy = response["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"


def test_search_engines_leave_it_alone(walker: Walker) -> None:
    assert built(walker).html.select("meta[name=robots][content=noindex]")


def test_nonsense_is_left_out(walker: Walker) -> None:
    page = built(walker, "mode=<b>&theme=pink&accent=%23zz&service=x&team_member=-1&date=tomorrow&language=<i>")

    assert pasted(page, "html") == pasted(built(walker), "html")


@pytest.mark.parametrize("location", ["1", "x", "0", "-4564", "٤٥٦٤"])
def test_a_location_that_is_not_ours_is_a_choice_among_ours(walker: Walker, location: str) -> None:
    page = walker.open(f"/embed/?location={location}")

    assert pasted(page, "link") == "http://testserver/"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@given(label=st.text(max_size=40), value=st.text(min_size=1, max_size=20), mode=st.sampled_from(MODES))
def test_no_text_becomes_markup(label: str, value: str, mode: str) -> None:
    made = Snippets(
        origin="https://book.example.com",
        url=f"https://book.example.com/4564/?utm_source={value}",
        label=label,
        selection=Selection(kept=(("utm_source", value),)),
        location_id=BERLIN,
        mode=mode,
    )
    wanted = {
        "element": ["booking-widget", "a", "script"], "block": ["div", "a", "script"], "popup_link": ["a", "script"],
        "frame": ["iframe"], "link": ["a"],
    }  # fmt: skip
    for kind, names in wanted.items():
        tags = Tags()
        tags.feed(getattr(made, kind))
        assert [name for name, _attributes in tags.found] == names, kind


def test_a_label_with_markup_stays_a_label(walker: Walker) -> None:
    page = built(walker, "label=<script>alert(1)</script>%22>")

    assert "<script>alert" not in page.response.content.decode()
    assert re.search(r"<a href=.*>&lt;script&gt;alert", unescape(str(page.html.select_one("#snippet-html"))))
