"""Every catalogue has every string that code and templates mark, translated, with its placeholders."""

from __future__ import annotations

import re
import shutil
from gettext import c2py  # type: ignore[attr-defined]
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

LOCALES = Path(__file__).parent.parent / "widget" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
GLOSSARIES = Path(__file__).parent.parent / "docs" / "languages"
LANGUAGES = [code for code, _ in settings.LANGUAGES]
TRANSLATED = [code for code in LANGUAGES if code != settings.LANGUAGE_CODE]


def _file(language: str) -> Path:
    return LOCALES / language.replace("-", "_") / "LC_MESSAGES" / "django.po"


def catalogue(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened)


def texts(of: Catalog) -> set[tuple[str, ...]]:
    return {_forms(message.id) for message in of if message.id}


def _forms(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (str(value),)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    """The strings marked at this moment. In a copy: xgettext puts files beside the templates while it looks, and two at
    once would take away each other's."""
    folder, copy = tmp_path_factory.mktemp("locale"), tmp_path_factory.mktemp("copy")
    for name in ("booking_site", "templates", "widget"):
        shutil.copytree(settings.BASE_DIR / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "locale"))
    with override_settings(LOCALE_PATHS=[folder], LANGUAGES=[("en", "English")]), pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        call_command("messages")
    return texts(catalogue(folder / "en" / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_exactly_the_marked_strings(language: str, marked: set[tuple[str, ...]]) -> None:
    committed = texts(catalogue(_file(language)))

    assert committed == marked, "run `make messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_whole(language: str) -> None:
    """The reference needs no translations: its strings are their own."""
    found = catalogue(_file(language))
    for message in found:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        forms = _forms(message.id if language == settings.LANGUAGE_CODE else message.string)
        wanted = {frozenset(PLACEHOLDER.findall(form)) for form in _forms(message.id)}
        for number, form in enumerate(forms):
            assert form.strip(), message.id
            has = frozenset(PLACEHOLDER.findall(form))
            # A form for one number alone may say it in a word: "tomorrow", "in two days".
            assert has in wanted or (not has and len(forms) > 1 and _is_for_one_number(found, number)), message.id


def _is_for_one_number(of: Catalog, form: int) -> bool:
    choose = c2py(of.plural_expr)
    return [choose(number) for number in range(200)].count(form) == 1


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_says_whether_somebody_has_read_it(language: str) -> None:
    """Until a native speaker has, in the catalogue and in the glossary."""
    text = _file(language).read_text(encoding="utf-8")
    glossary = (GLOSSARIES / f"{language}.md").read_text(encoding="utf-8")

    reviews = [
        re.search(r"(Not reviewed|Reviewed [0-9-]{10}) by a native speaker\.", each) for each in (text, glossary)
    ]

    assert all(reviews)
    assert len({review and review.group() for review in reviews}) == 1


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_texts(language: str) -> None:
    with _file(language).with_suffix(".mo").open("rb") as opened:
        compiled = read_mo(opened)

    def pairs(of: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
        return {_forms(message.id): _forms(message.string) for message in of if message.id}

    assert pairs(compiled) == pairs(catalogue(_file(language))), "run `make messages`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_hardly_a_text_is_left_in_english(language: str) -> None:
    """What is the same in both is a name, a unit or a word that both have."""
    same = [
        message.id
        for message in catalogue(_file(language))
        if message.id == message.string and len(str(message.id).split()) > 2
    ]

    assert same in ([], ["%(hours)d h %(minutes)d min"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_glossary_has_every_term_in_the_same_order(language: str) -> None:
    def terms(code: str) -> list[str]:
        text = (GLOSSARIES / f"{code}.md").read_text(encoding="utf-8")
        rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
        assert all(len(row) == 3 and row[0] and row[1] for row in rows), code
        return [row[0] for row in rows]

    assert len(terms(language)) > 20
    assert terms(language) == terms(settings.LANGUAGE_CODE)
