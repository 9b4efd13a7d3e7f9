"""Every page in two pseudo-languages: nothing is left untranslated, and right-to-left is said to the browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from booking_site.sandbox.server import Sandbox
from tests import pseudo
from tests.conftest import BERLIN
from tests.walker import Page, Walker

WRITTEN_BY_OTHERS = "[dir=auto], bdi, time, .zone:not(.own-time), script, symbol, .portrait, .languages [lang]"
"""The business's own words, money, times, zones and initials."""
DATES = re.compile(
    r"\b(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?\b"
    r"|\b(Jan(uary)?|Feb(ruary)?|Mar(ch)?|Apr(il)?|May|June?|July?|Aug(ust)?|Sept?(ember)?|Oct(ober)?|Nov(ember)?|Dec(ember)?)\b"
)


@pytest.fixture
def languages(widget: Any, tmp_path: Path) -> None:
    pseudo.write_catalogues(tmp_path)
    widget.LOCALE_PATHS = [tmp_path]
    widget.LANGUAGES = [("en", "English"), (pseudo.LONG, "Long"), (pseudo.RIGHT_TO_LEFT, "Mirrored")]


def untranslated(page: Page) -> str:
    """What is left of a page's words when the translated and the foreign ones are taken away."""
    html = BeautifulSoup(str(page.html), "html.parser")
    for foreign in html.select(WRITTEN_BY_OTHERS):
        foreign.decompose()
    for summary in html.select(".languages summary"):
        summary.replace_with(summary.find(class_="visually-hidden"))
    shown = [html.body.get_text(" ") if html.body else ""]
    title = html.title.get_text() if html.title else ""
    shown += [title.split(" · ")[0]]
    for name in ("aria-label", "title", "alt", "placeholder", "data-nothing"):
        shown += [str(tag[name]) for tag in html.select(f"[{name}]")]
    left = " ".join(shown)
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", " ", left)) != left:
        left = inner
    return " ".join(re.findall(r"[^\W\d_]{2,}", DATES.sub(" ", left)))


@pytest.mark.parametrize("language", [pseudo.LONG])
def test_no_page_of_the_walk_has_an_untranslated_word(
    walker: Walker, sandbox: Sandbox, languages: None, language: str
) -> None:
    pages = [walker.open(f"/?lang={language}"), walker.open(f"/{BERLIN}/?lang={language}&q=xyzzy")]
    walker.open(f"/{BERLIN}/?lang={language}")
    pages += [walker.choose_services("Short haircut", button=pseudo.longer("Continue")), walker.choose_first_day()]
    pages += [walker.choose_time()]
    for fault in (
        {"status": 422, "code": 433, "shape": "B", "appointment_id": 1},
        {"status": 422, "code": 438, "shape": "B", "appointment_id": 1},
    ):
        sandbox.faults.add("refuse", "book_check", **fault)
        pages.append(walker.open(pages[-1].url))
    sandbox.faults.clear()
    pages.append(walker.open(f"/{BERLIN}/date/?lang={language}"))
    for kind in ("error", "rate"):
        sandbox.faults.add(kind, "book_dates")
        pages.append(walker.open(f"/{BERLIN}/date/?lang={language}&service=3302"))
    pages.append(walker.open(f"/nowhere?lang={language}"))
    sandbox.salon.close(BERLIN)
    pages.append(walker.open(f"/{BERLIN}/?lang={language}"))

    assert {page.url: left for page in pages if (left := untranslated(page))} == {}


def test_right_to_left_is_said_to_the_browser_and_kept_from_step_to_step(walker: Walker, languages: None) -> None:
    walker.open(f"/{BERLIN}/", **{"Accept-Language": "ar-XB,en;q=0.5"})
    assert walker.page.html.html["dir"] == "rtl"  # type: ignore[index]

    walker.choose_services("Short haircut", button=pseudo.mirrored("Continue"))

    assert walker.page.html.html["dir"] == "rtl"  # type: ignore[index]
    assert "lang=ar-xb" in walker.page.query
    walker.choose_first_day()
    walker.choose_time()
    assert walker.page.all('[data-checked="ok"]')


def test_an_address_names_its_language_over_the_browsers(walker: Walker, languages: None) -> None:
    page = walker.open(f"/{BERLIN}/?lang=en", **{"Accept-Language": "ar-XB"})

    assert page.html.html["lang"] == "en"  # type: ignore[index]


def test_an_unknown_language_falls_back_to_one_we_have(walker: Walker, languages: None) -> None:
    page = walker.open(f"/{BERLIN}/?lang=tlh", **{"Accept-Language": "xx;q=1, *;q=0.1"})

    assert page.html.html["lang"] == "en"  # type: ignore[index]
