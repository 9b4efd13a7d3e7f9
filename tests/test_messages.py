"""Every catalogue has every string that code and templates mark, translated, with its placeholders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

LOCALES = Path(__file__).parent.parent / "widget" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
LANGUAGES = [code for code, _ in settings.LANGUAGES]


def catalogue(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened)


def texts(of: Catalog) -> set[tuple[str, ...]]:
    return {_forms(message.id) for message in of if message.id}


def _forms(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (str(value),)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    """The strings marked at this moment."""
    folder = tmp_path_factory.mktemp("locale")
    with override_settings(LOCALE_PATHS=[folder], LANGUAGES=[("en", "English")]), pytest.MonkeyPatch.context() as patch:
        patch.chdir(settings.BASE_DIR)
        call_command("messages")
    return texts(catalogue(folder / "en" / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_exactly_the_marked_strings(language: str, marked: set[tuple[str, ...]]) -> None:
    committed = texts(catalogue(LOCALES / language.replace("-", "_") / "LC_MESSAGES" / "django.po"))

    assert committed == marked, "run `make messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_whole(language: str) -> None:
    """The reference needs no translations: its strings are their own."""
    for message in catalogue(LOCALES / language.replace("-", "_") / "LC_MESSAGES" / "django.po"):
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        for translated in _forms(message.id if language == "en" else message.string):
            assert translated, message.id
            wanted = {frozenset(PLACEHOLDER.findall(form)) for form in _forms(message.id)}
            assert frozenset(PLACEHOLDER.findall(translated)) in wanted, message.id
