"""The walk in each language; which one a page is in; and what an operator says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from babel.messages.pofile import read_po
from bs4 import NavigableString
from django.conf import settings as project
from django.test import Client
from django.utils import translation

from booking_site.locations import CustomField
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.journeys.at_the_form import ADA, chosen
from tests.journeys.wishes import HAIRCUT, YUSUF, moment, own, sent
from tests.walker import Page, Walker, words

CODES = [code for code, _ in project.LANGUAGES]
TRANSLATED = [code for code in CODES if code != "en"]
FOREIGN = "[dir=auto], .languages [lang], symbol, textarea"
"""What others wrote, and the languages' own names."""
UNSPOKEN = (
    *("lv-LV", "et-EE", "ee-EE", "lt-LT", "hy-AM", "hr-HR", "cs-CS", "ro-RO", "cn-CN", "bg-BG", "hu-HU", "Lt-sr-SP"),
    *("sk-SK", "mn-MN", "az-AZ", "sl-SL"),
)
"""Languages that Altegio has and we have not, by its names."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture
def silent(widget: Any) -> Client:
    """A browser that says nothing of languages."""
    return Client()


def lang(response: Any) -> str:
    return str(Page("", response).html.html["lang"])  # type: ignore[index]


def english_left(page: Page, language: str) -> list[str]:
    """Texts of ours that stand in the page as they are in English, though the language has its own."""
    for foreign in page.html.select(FOREIGN):
        foreign.decompose()
    shown = [text for text in page.html.find_all(string=True) if type(text) is NavigableString]
    for name in ("aria-label", "title", "alt", "placeholder", "data-nothing", "data-close", "data-own", "content"):
        shown += [tag[name] for tag in page.html.select(f"[{name}]")]
    normal = (" ".join(str(text).split()).strip(" :,") for text in shown)
    return [text for text in normal if english_texts(language).fullmatch(text)]


@cache
def english_texts(language: str) -> re.Pattern[str]:
    """Of those that the language has otherwise, with anything filled in."""
    pairs = zip(_texts("en"), _texts(language), strict=True)
    literal = [map(re.escape, PLACEHOLDER.split(english)) for english, theirs in pairs if english != theirs]
    return re.compile("|".join(".+".join(parts) for parts in literal))


@cache
def _texts(language: str) -> list[str]:
    """In the order of the catalogue, which is the same in all; of a plural the first form."""
    with (Path(project.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        found = [message.id if language == "en" else message.string for message in read_po(file) if message.id]
    return [" ".join((text if isinstance(text, str) else text[0]).split()) for text in found]


def say(language: str, text: str) -> str:
    with translation.override(language):
        return translation.gettext(text)


def whole_journey(walker: Walker, sandbox: Sandbox, language: str) -> Iterator[Page]:
    """Pages of a booking that goes well, after some that do not, and of its end."""
    yield walker.open(f"/?lang={language}")
    yield walker.open(f"/{BERLIN}/?lang={language}&q=xyzzy")
    yield walker.open(f"/{BERLIN}/?lang={language}&people=1")
    yield walker.open(f"/{BERLIN}/?lang={language}&notice=services")
    walker.open(f"/{BERLIN}/?lang={language}")
    yield walker.choose_services("Short haircut", button=say(language, "Continue"))
    yield walker.choose_first_day()
    yield walker.choose_time()
    details = walker.page.url
    for code in (433, 437, 438):
        sandbox.faults.add("refuse", "book_check", status=422, code=code, shape="B", appointment_id=1)
        yield walker.open(details)
    sandbox.faults.clear()
    walker.open(details)
    yield walker.press(book_button(walker), fullname="", phone="1", email="x")
    yield walker.press(book_button(walker), **ADA)
    assert walker.page.all("[data-booked]")
    yield walker.press(walker.page.all("details.cancel button")[0])
    for endpoint in ("company", "book_dates"):
        sandbox.faults.add("error", endpoint)
    yield walker.open(f"/{NEW_YORK}/date/?lang={language}&service=5502")
    sandbox.faults.clear()
    yield walker.open(f"/nowhere?lang={language}")
    yield walker.open(f"/embed/?lang={language}&site=https%3A//www.example.com")
    sandbox.salon.close(NEW_YORK)
    yield walker.open(f"/{NEW_YORK}/?lang={language}")


def rename(sandbox: Sandbox, name: str) -> None:
    there = sandbox.salon.locations[BERLIN]
    members = {**there.members, YUSUF: replace(there.members[YUSUF], name=name)}
    sandbox.salon.locations[BERLIN] = replace(there, members=members)


def book_button(walker: Walker) -> Any:
    return walker.page.all("button[data-book]")[0]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_language_walks_the_journey_with_no_untranslated_text(
    walker: Walker, sandbox: Sandbox, language: str
) -> None:
    pages = list(whole_journey(walker, sandbox, language))

    direction = "rtl" if language in ("ar", "he") else "ltr"
    for page in pages:
        assert page.html.html is not None
        assert (page.html.html["lang"], page.html.html["dir"]) == (language, direction), page.url
        assert page.response["Content-Language"] == language
        assert english_left(page, language) == [], page.url


def test_what_the_walk_looks_for_is_found_in_english(walker: Walker) -> None:
    page = walker.open(f"/{BERLIN}/?lang=en")

    assert len(english_left(page, "de")) > 8


def test_a_calendar_file_speaks_the_pages_language(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(chosen(moment(sandbox)).replace("lang=en", "lang=de"))
    walker.press(book_button(walker), **ADA)
    link = walker.page.all("a[download]")[0]

    file = walker.client.get(str(link["href"])).content.decode().replace("\r\n ", "")

    assert "lang=de" in str(link["href"])
    assert say("de", "With %(name)s").partition("%")[0] in file
    assert "With " not in file


@pytest.mark.parametrize(
    ("asked", "accepted", "spoken"),
    [
        ("", "", "de"),
        ("", "fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("", "ja, uk;q=0.5", "uk"),
        ("", "ja", "de"),
        ("pl", "fr", "pl"),
        ("tlh", "fr", "fr"),
        ("tlh", "", "de"),
        ("pt-BR", "", "pt"),
        ("iw", "", "de"),
    ],
)
def test_the_address_comes_first_then_the_browser_then_the_country(
    silent: Client, asked: str, accepted: str, spoken: str
) -> None:
    headers = {"accept-language": accepted} if accepted else {}

    response = silent.get(f"/{BERLIN}/?lang={asked}", headers=headers)

    assert lang(response) == response["Content-Language"] == spoken


@pytest.mark.parametrize(
    ("phone", "country", "spoken"),
    [
        ("+7 727 250 00 00", "", "ru"),
        ("+995 32 250 00 00", "", "ka"),
        ("+971 4 250 0000", "", "ar"),
        ("+972 3 500 0000", "", "he"),
        ("+46 8 500 000 00", "", "en"),
        ("", "Poland", "pl"),
        ("", "Türkiye", "tr"),
        ("", "", "en"),
    ],
)
def test_the_country_speaks_by_its_phones_or_its_name(
    silent: Client, sandbox: Sandbox, phone: str, country: str, spoken: str
) -> None:
    sandbox.salon.set_company(BERLIN, phone=phone, phones=[phone], country=country)

    assert lang(silent.get(f"/{BERLIN}/")) == spoken


def test_a_language_that_nobody_asked_for_goes_along_like_any_other(silent: Client) -> None:
    response = silent.get(f"/{BERLIN}/date/?service={HAIRCUT}")

    page = Page("", response)
    addresses = [str(link["href"]) for link in page.all("main td a, .steps a")]
    assert addresses
    assert all(parse_qs(urlsplit(address).query)["lang"] == ["de"] for address in addresses)
    assert "Accept-Language" in response["Vary"]


def test_a_choice_that_is_missing_does_not_settle_the_language(silent: Client) -> None:
    response = silent.get(f"/{BERLIN}/time/")

    assert "lang" not in parse_qs(urlsplit(response["Location"]).query)
    assert lang(silent.get(response["Location"])) == "de"


@pytest.mark.parametrize(
    ("altegios", "ours"),
    {
        "en-US": "en",
        "uk-UK": "uk",
        "fr-FR": "fr",
        "it-IT": "it",
        "es-ES": "es",
        "ka-KA": "ka",
        "kk-KK": "kk",
        "ar-AR": "ar",
        "he-IL": "he",
        "pl-PL": "pl",
        "ru-RU": "ru",
        "de-DE": "de",
        **dict.fromkeys(UNSPOKEN, "tr"),
    }.items(),
)
def test_altegios_names_of_languages_are_understood(silent: Client, altegios: str, ours: str) -> None:
    """Those that we do not speak leave it to the browser."""
    response = silent.get(f"/{BERLIN}/?lang={altegios}", headers={"accept-language": "tr"})

    assert lang(response) == ours


def test_a_language_under_altegios_own_name_is_taken_for_what_it_is(silent: Client, settings: Any) -> None:
    settings.LANGUAGES = [
        ("en", "English"),
        ("zh-hans", "中文"),
        ("et", "Eesti"),
        ("sr-latn", "Srpski"),
        ("lt", "Lietuvių"),
    ]

    spoken = {code: lang(silent.get(f"/{BERLIN}/?lang={code}")) for code in ("cn-CN", "ee-EE", "Lt-sr-SP", "lt-LT")}

    assert spoken == {"cn-CN": "zh-hans", "ee-EE": "et", "Lt-sr-SP": "sr-latn", "lt-LT": "lt"}


def test_the_switch_shows_the_same_page_in_each_language(walker: Walker, sandbox: Sandbox) -> None:
    page = walker.open(chosen(moment(sandbox), step="time") + "&theme=dark&utm_source=card&sort=name")

    links = page.all(".languages a")
    assert [(link["lang"], link["hreflang"], words(link)) for link in links] == [
        (code, code, name) for code, name in project.LANGUAGES
    ]
    assert [link["lang"] for link in links if link.get("aria-current") == "true"] == ["en"]
    before = parse_qs(urlsplit(page.url).query)
    for link in links:
        shown = parse_qs(urlsplit(str(link["href"])).query)
        assert shown == {name: values for name, values in before.items() if name != "sort"} | {"lang": [link["lang"]]}
    assert lang(walker.client.get(str(links[0]["href"]))) == "de"


def test_the_switch_keeps_what_was_typed_and_books_nothing(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(chosen(moment(sandbox)))
    walker.press(book_button(walker), **ADA | {"phone": "1"})
    [german] = [button for button in walker.page.all(".languages button") if button["lang"] == "de"]

    page = walker.press(german)

    assert page.html.html["lang"] == "de"  # type: ignore[index]
    assert page.path == f"/{BERLIN}/details/"
    assert page.typed()["fullname"] == ADA["fullname"]
    assert page.typed()["comment"] == ADA["comment"]
    assert not sandbox.salon.records


def test_a_page_that_cannot_be_fetched_again_has_no_switch(walker: Walker, sandbox: Sandbox) -> None:
    page = walker.post(f"/{BERLIN}/booking/1-abc/move/", {})

    assert not page.all(".languages")


# What an operator says otherwise.


def test_a_text_is_replaced_for_one_location_and_language(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    own(settings, texts={"en": {"Phone": "WhatsApp", "%(name)s has no free days in %(month)s.": "%(month)s: no."}})
    page = walker.open(chosen(moment(sandbox)))
    assert words(page.html.find("label", attrs={"for": "phone"})) == "WhatsApp"

    german = walker.open(chosen(moment(sandbox)).replace("lang=en", "lang=de"))
    assert words(german.html.find("label", attrs={"for": "phone"})) == say("de", "Phone")
    york = walker.open(f"/{NEW_YORK}/?lang=en")
    assert "Phone" in york.text
    assert "WhatsApp" not in york.text


def test_an_error_page_of_the_location_has_its_words_too(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    own(settings, texts={"en": {"Try again": "Once more, please"}})
    sandbox.faults.add("error", "company", times=9)

    page = walker.open(f"/{BERLIN}/?lang=en")

    assert page.status == 503
    assert page.links("Once more, please")


def test_words_of_the_countrys_language_are_the_operators_too(silent: Client, sandbox: Sandbox, settings: Any) -> None:
    own(settings, texts={"de": {"Continue": "Auf geht’s"}})

    assert Page("", silent.get(f"/{BERLIN}/")).buttons("Auf geht’s")


def test_a_plural_is_replaced_by_its_first_form(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    own(settings, texts={"en": {"%(count)s time": "%(count)s openings"}})

    page = walker.open(chosen(moment(sandbox), step="time"))

    assert re.search(r"\d openings", page.text)


def test_names_are_said_in_the_pages_language_wherever_they_stand(
    walker: Walker, sandbox: Sandbox, settings: Any
) -> None:
    own(settings, names={"de": {"Short haircut": "Kurzhaarschnitt", "Yusuf D.": "Yusuf (Meister)", "Haircuts": "Haar"}})
    address = chosen(moment(sandbox)).replace("lang=en", "lang=de")

    menu = walker.open(f"/{BERLIN}/?lang=de&q=kurzhaar")
    assert len(menu.all("input[name=service]")) == 1
    page = walker.open(address)
    assert "Kurzhaarschnitt" in page.text
    assert "Yusuf (Meister)" in page.text
    assert "Short haircut" not in page.text
    booked = walker.press(book_button(walker), **ADA)
    assert "Kurzhaarschnitt" in booked.text
    assert "Short haircut" not in booked.text
    assert "Short haircut" in walker.open(address.replace("lang=de", "lang=fr")).text


@pytest.mark.parametrize(("language", "shown"), [("en", "Anna"), ("ru", "Анна"), ("de", "Anna"), ("ka", "ანა")])
def test_a_name_in_several_languages_is_split(
    walker: Walker, sandbox: Sandbox, settings: Any, language: str, shown: str
) -> None:
    own(settings, name_separator="/", name_languages=("en", "ru", "ka"))
    rename(sandbox, "Anna / Анна / ანა")

    page = walker.open(chosen(moment(sandbox)).replace("lang=en", f"lang={language}"))

    said = [
        words(dd) for dd in page.all(".facts dd") if "Ann" in words(dd) or "Анна" in words(dd) or "ანა" in words(dd)
    ]
    assert said
    assert {name.partition(",")[0] for name in said} == {shown}


@pytest.mark.parametrize("name", ["Anna", "Anna / ", "Anna / Анна / ანა / Ana", "24/7"])
def test_a_name_that_is_written_otherwise_is_left_alone(
    walker: Walker, sandbox: Sandbox, settings: Any, name: str
) -> None:
    own(settings, name_separator="/", name_languages=("en", "ru", "ka"))
    rename(sandbox, name)

    assert name.strip() in walker.open(chosen(moment(sandbox))).text


def test_questions_of_the_business_are_asked_in_the_pages_language(
    walker: Walker, sandbox: Sandbox, settings: Any
) -> None:
    question = CustomField("hair", "How long is your hair?", "select", values=("Short", "Long"))
    own(
        settings,
        custom_fields=(question,),
        names={"de": {"How long is your hair?": "Wie lang ist Ihr Haar?", "Short": "Kurz"}},
    )

    page = walker.open(chosen(moment(sandbox)).replace("lang=en", "lang=de"))

    assert words(page.html.find("label", attrs={"for": "custom_hair"})).startswith("Wie lang ist Ihr Haar?")
    options = {str(option["value"]): words(option) for option in page.all("#custom_hair option")}
    assert {value: options[value] for value in ("Short", "Long")} == {"Short": "Kurz", "Long": "Long"}
    walker.press(book_button(walker), **ADA, custom_hair="Short")
    [body] = sent(sandbox)
    assert body["appointments"][0]["custom_fields"] == {"hair": ["Short"]}
