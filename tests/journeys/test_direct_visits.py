"""Pages as search engines, link previews and visitors from nowhere see them: a first page is a page of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from booking_site.languages import LANGUAGES
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.english import EnglishClient
from tests.journeys.at_the_form import open_form, send
from tests.journeys.wishes import HAIRCUT, YUSUF
from tests.walker import Page, Walker, words

HOST = "http://testserver"
EVIL = "</script><script>alert(1)</script><!--<script>\"'&\u2028<title>"


def meta(page: Page) -> dict[str, str]:
    """What the head says, by name or property."""
    tags = page.all("meta[name], meta[property]")
    return {str(tag.get("name") or tag["property"]): str(tag["content"]) for tag in tags}


def canonical(page: Page) -> list[str]:
    return [str(link["href"]) for link in page.all("link[rel=canonical]")]


def facts(page: Page) -> dict[str, Any]:
    [block] = page.all('script[type="application/ld+json"]')
    read = json.loads(block.text)
    assert isinstance(read, dict)
    return read


def company(sandbox: Sandbox, **changed: Any) -> None:
    """What Altegio says of the business from now on."""
    data = {"id": BERLIN, "title": "Linden", "timezone_name": "Europe/Berlin", "currency_short_title": "€", **changed}
    sandbox.faults.add("answer", "company", status=200, body={"success": True, "data": data, "meta": []})


def test_a_first_page_says_what_it_is(walker: Walker) -> None:
    page = walker.open(f"/{BERLIN}/")

    assert words(page.html.title) == "Choose services · Atelier Linden"
    assert canonical(page) == [f"{HOST}/{BERLIN}/"]
    about = meta(page)
    assert "robots" not in about
    description = "Hair, nails, brows and skin under one roof, between the lime trees of Kreuzberg."
    image = about.pop("og:image")
    assert image.startswith(f"{HOST}/{BERLIN}/logo.webp?source=")
    assert {name: value for name, value in about.items() if name == "description" or name.startswith("og:")} == {
        "description": description,
        "og:type": "website",
        "og:title": "Book online at Atelier Linden",
        "og:description": description,
        "og:url": f"{HOST}/{BERLIN}/",
        "og:locale": "en_GB",
        "og:site_name": "Atelier Linden",
    }


def test_a_first_page_tells_machines_of_the_business(walker: Walker) -> None:
    found = facts(walker.open(f"/{BERLIN}/"))

    assert found.pop("image").startswith(f"{HOST}/{BERLIN}/logo.webp?source=")
    assert found == {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "@id": f"{HOST}/{BERLIN}/",
        "url": f"{HOST}/{BERLIN}/",
        "name": "Atelier Linden",
        "description": "Hair, nails, brows and skin under one roof, between the lime trees of Kreuzberg.",
        "telephone": "+493012345670",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Lindenstraße 84, 10969 Berlin",
            "addressCountry": "Germany",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 52.5036, "longitude": 13.3953},
        "potentialAction": {
            "@type": "ReserveAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{HOST}/{BERLIN}/"},
        },
    }


def test_a_first_page_tells_visitors_of_the_business(walker: Walker) -> None:
    place = walker.open(f"/{BERLIN}/").html.select_one("main .place")

    assert place is not None
    assert words(place.h2) == "Visit us"
    assert [words(row) for row in place.select(".facts > div")] == [
        "Where Lindenstraße 84, 10969 Berlin Show on the map",
        "Hours Mon–Fri 9–20, Sat 10–16",
        "Phone Call +493012345670",
    ]
    assert "Lindenstra" in str(place.select(".map")[0]["href"])


@pytest.mark.parametrize(
    "query", ["theme=dark&accent=7a3e5c", "utm_source=card", "fbclid=x", "month=2026-12", "lang=tlh"]
)
def test_looks_and_campaign_make_no_other_page(walker: Walker, query: str) -> None:
    page = walker.open(f"/{NEW_YORK}/?{query}")

    assert canonical(page) == [f"{HOST}/{NEW_YORK}/"]
    assert "robots" not in meta(page)
    assert facts(page)["url"] == f"{HOST}/{NEW_YORK}/"


@pytest.mark.parametrize("path", ["/", f"/{NEW_YORK}/"])
def test_each_language_is_a_page_that_names_the_others(walker: Walker, path: str) -> None:
    page = walker.open(f"{path}?lang=de&utm_source=card")

    assert canonical(page) == [f"{HOST}{path}?lang=de"]
    named = {str(link["hreflang"]): str(link["href"]) for link in page.all("link[rel=alternate]")}
    assert named == {"x-default": f"{HOST}{path}", **{code: f"{HOST}{path}?lang={code}" for code, _ in LANGUAGES}}
    assert not walker.open(f"/{NEW_YORK}/?lang=de&service=5502").all("link[rel=alternate]")


@pytest.mark.parametrize(
    "query",
    [
        f"service={HAIRCUT}",
        f"team_member={YUSUF}",
        "team_member=0",
        "date=2030-12-08",
        "q=hair",
        "date=soon",
        "notice=x",
    ],
)
def test_a_page_with_choices_is_not_listed(walker: Walker, query: str) -> None:
    page = walker.open(f"/{BERLIN}/?{query}")

    assert canonical(page) == [f"{HOST}/{BERLIN}/"]
    assert meta(page)["robots"] == "noindex"
    assert not page.all("meta[property]")
    assert not page.all('script[type="application/ld+json"]')


@pytest.mark.parametrize("address", ["?people=1", "nowhere/", f"date/?service={HAIRCUT}", "booking/1-abcdefabcdef/"])
def test_no_other_page_is_listed(walker: Walker, address: str) -> None:
    page = walker.open(f"/{BERLIN}/{address}")

    assert meta(page)["robots"] == "noindex"
    assert not canonical(page)


def test_nothing_of_a_booking_is_listed(walker: Walker, sandbox: Sandbox) -> None:
    form = open_form(walker, sandbox)
    assert meta(form)["robots"] == "noindex"
    booked = send(walker)

    assert meta(booked)["robots"] == "noindex"
    for address in (booked.path, f"{booked.path}calendar.ics", f"{booked.path}cancel/", f"/{BERLIN}/book/"):
        assert walker.client.get(address)["X-Robots-Tag"] == "noindex", address
    assert "X-Robots-Tag" not in walker.client.get(f"/{BERLIN}/")


def test_a_choice_of_locations_says_what_it_is(walker: Walker) -> None:
    page = walker.open("/?lang=en&utm_source=card")

    assert words(page.html.title) == "Choose a location"
    assert canonical(page) == [f"{HOST}/?lang=en"]
    about = meta(page)
    assert about["og:title"] == "Online booking"
    assert about["description"] == about["og:description"] == "Book online: Atelier Linden, Linden on Hudson"
    assert about["og:url"] == f"{HOST}/?lang=en"
    assert "robots" not in about


def test_locations_that_do_not_answer_are_left_out_of_it(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.faults.add("error", "company", status=500)

    assert meta(walker.open("/"))["description"] == "Online booking"


def test_a_business_that_says_little_of_itself_is_told_with_less(walker: Walker, sandbox: Sandbox) -> None:
    company(sandbox)
    page = walker.open(f"/{BERLIN}/")

    assert meta(page)["description"] == "Book online at Linden"
    assert "og:image" not in meta(page)
    assert facts(page).keys() == {"@context", "@type", "@id", "url", "name", "description", "potentialAction"}
    assert not page.all(".place")


def test_a_long_description_is_cut_and_stands_on_one_line(walker: Walker, sandbox: Sandbox) -> None:
    company(sandbox, description="<p>Hair</p>" + "word " * 99)

    description = meta(walker.open(f"/{BERLIN}/"))["description"]

    assert description.startswith("Hair word word")
    assert len(description) == 160
    assert description.endswith("…")


def test_hours_are_shown_line_by_line_and_told_to_machines_only_in_their_words(
    walker: Walker, sandbox: Sandbox
) -> None:
    company(sandbox, schedule="Mo-Fr 09:00-20:00<br>Sa 10:00-16:00")
    page = walker.open(f"/{BERLIN}/")

    assert page.all(".place dd br")
    assert facts(page)["openingHours"] == ["Mo-Fr 09:00-20:00", "Sa 10:00-16:00"]


@pytest.mark.parametrize(
    "written", [EVIL, f"{EVIL}</title>", "\ud800", "&lt;/script&gt;", "\x00\x0b", "\\u003c/script", "]]>"]
)
def test_no_text_of_altegio_gets_out_of_the_head(walker: Walker, sandbox: Sandbox, written: str) -> None:
    texts = ("title", "description", "schedule", "address", "country", "phone")
    company(sandbox, **dict.fromkeys(texts, f"Linden {written}"), logo=f"https://app.alteg.io/{written}.png")

    page = walker.open(f"/{BERLIN}/")

    assert page.status == 200
    block, ours = page.all("script")
    assert str(ours["src"]).startswith("/static/widget/frame")
    assert block["type"] == "application/ld+json"
    assert len(page.all("title")) == 1
    assert facts(page)["name"].startswith("Linden")
    assert len(page.all("head meta")) == len(page.all("meta"))
    raw = page.response.content.decode().partition("ld+json")[2].partition("</script>")[0]
    assert not set(raw) & set("<&\u2028\u2029")
    assert not page.html.find_all("img", src=lambda source: not str(source).startswith("/"))


def test_what_is_told_depends_on_the_address_alone(widget: Any) -> None:
    """With a language in it the page can be kept for everybody."""
    address = f"/{BERLIN}/?lang=en"
    plain = EnglishClient().get(address)
    other = EnglishClient().get(
        address,
        headers={
            "Accept-Language": "de",
            "Referer": "https://evil.example/",
            "X-Forwarded-Host": "evil.example",
            "User-Agent": "bot",
        },
    )

    assert plain.content == other.content
    assert b"evil" not in other.content


def test_it_costs_no_further_call(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(f"/{BERLIN}/")

    assert sorted(asked.path for asked in sandbox.requests) == [f"book_services/{BERLIN}", f"company/{BERLIN}"]


def test_robots_may_read_all_but_bookings(widget: Any, sandbox: Sandbox) -> None:
    response = EnglishClient().get("/robots.txt")

    assert (response.status_code, response["Content-Type"]) == (200, "text/plain")
    assert response.content.decode().splitlines() == ["User-agent: *", "Disallow: /*/book/", "Disallow: /*/booking/"]
    assert response["X-Frame-Options"] == "DENY"
    assert sandbox.requests == []
