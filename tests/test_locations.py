from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from booking_site.locations import KINDS, CustomField, LocationSettings, read_locations_file

EXAMPLE = Path(__file__).parent.parent / "docs" / "locations.example.toml"
FIELD = "[[4564.custom_fields]]\n"
SELECT = 'code = "hair"\ntitle = "Hair"\ntype = "select"\n'

Read = Callable[[str], tuple[LocationSettings, list[str]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The settings of 4564 as the text of a file has them, and what is wrong with them."""

    def read(content: str) -> tuple[LocationSettings, list[str]]:
        file = tmp_path / "locations.toml"
        file.write_text(content, encoding="utf-8")
        locations, problems = read_locations_file(str(file))
        return locations[4564], problems

    return read


def test_the_example_loads_and_shows_every_key() -> None:
    locations, problems = read_locations_file(str(EXAMPLE))

    assert problems == []
    assert list(locations) == [4564, 4565]
    assert locations[4565] == LocationSettings()
    unset = LocationSettings()
    for field in fields(LocationSettings):
        assert getattr(locations[4564], field.name) != getattr(unset, field.name), field.name


def test_the_example_has_a_comment_for_every_key() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    keys = [n for n, line in enumerate(lines) if re.match(r"\w+ = ", line)]
    first_of_each = {lines[n].partition(" = ")[0]: n for n in reversed(keys)}

    for key, n in first_of_each.items():
        # A comment may be about the few keys below it.
        block = next(above for above in reversed(lines[:n]) if not re.match(r"\w+ = ", above))
        assert block.startswith("#"), key


@pytest.mark.parametrize(
    ("key", "written", "meaning"),
    [
        ("allowed_origins", '["https://www.example.com"]', ("https://www.example.com",)),
        ("allowed_origins", "[]", ()),
        ("hosted_form_url", '"https://n123.alteg.io/company/4564?o=m1"', "https://n123.alteg.io/company/4564?o=m1"),
        ("hosted_form_url", '""', ""),
        ("lead_minutes", "86400", 86400),
        ("data_controller", '"""\nLinden GmbH\nLindenstraße 84\n"""', "Linden GmbH\nLindenstraße 84"),
        ("privacy_url", '"https://linden.example/datenschutz#kurz"', "https://linden.example/datenschutz#kurz"),
        ("imprint_url", '"https://linden.example"', "https://linden.example"),
        ("thank_you_url", '"https://linden.example?from=booking"', "https://linden.example?from=booking"),
        ("booked_title", '" Запрос получен 👩🏽‍🦱 "', "Запрос получен 👩🏽‍🦱"),
        ("booked_title", f'"{"x" * 100}"', "x" * 100),
        ("booked_text", f'"{"x" * 500}"', "x" * 500),
        ("booked_text", '"<b>as it is</b>"', "<b>as it is</b>"),
        ("offers_newsletter", "true", True),
        ("offers_newsletter", "false", False),
        ("custom_fields", "[]", ()),
    ],
)
def test_a_good_value_is_taken(read: Read, key: str, written: str, meaning: Any) -> None:
    settings, problems = read(f"[4564]\n{key} = {written}\n")

    assert problems == []
    assert getattr(settings, key) == meaning


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("allowed_origins", '"https://www.example.com"'),
        ("allowed_origins", "[1]"),
        ("hosted_form_url", "0"),
        ("hosted_form_url", "false"),
        ("lead_minutes", "true"),
        ("lead_minutes", "1.5"),
        ("lead_minutes", "86401"),
        ("lead_minutes", '"120"'),
        ("data_controller", "12"),
        ("data_controller", f'"{"x" * 501}"'),
        ("privacy_url", '"http://linden.example"'),
        ("privacy_url", '"/privacy"'),
        ("privacy_url", '["https://linden.example"]'),
        ("imprint_url", '"https://"'),
        ("imprint_url", '"https:///imprint"'),
        ("imprint_url", '"https://linden.example/a b"'),
        ("imprint_url", '"https://linden.example/\\n"'),
        ("imprint_url", '"https://linden.example\\\\evil.example"'),
        ("imprint_url", '"https://linden.example/\\u0000"'),
        ("thank_you_url", "'https://linden.example/\"onclick='"),
        ("thank_you_url", '"https://linden.example/\'"'),
        ("thank_you_url", '"https://linden.example/<b>"'),
        ("thank_you_url", '"javascript:alert(1)"'),
        ("booked_title", f'"{"x" * 101}"'),
        ("booked_title", '"two\\nlines"'),
        ("booked_title", "true"),
        ("booked_text", f'"{"x" * 501}"'),
        ("booked_text", '"\\u0000"'),
        ("offers_newsletter", '"true"'),
        ("offers_newsletter", "1"),
        ("custom_fields", '"hair"'),
        ("custom_fields", '["hair"]'),
        ("texts", '"Phone"'),
        ("texts", "{ Phone = 1 }"),
        ("names", '["Haircut"]'),
    ],
)
def test_a_bad_value_is_one_line_that_names_file_table_and_key(read: Read, key: str, written: str) -> None:
    settings, problems = read(f"[4564]\n{key} = {written}\n")

    assert settings == LocationSettings()
    assert len(problems) == 1
    assert problems[0].startswith(f"LOCATIONS_FILE: [4564] {key} is ")
    assert ". Example: " in problems[0]
    assert "\n" not in problems[0]


@pytest.mark.parametrize("key", ["lead_minuts", "Lead_minutes", '"lead\\nminutes"', "customfields"])
def test_an_unknown_key_is_a_problem_too(read: Read, key: str) -> None:
    _, problems = read(f"[4564]\n{key} = 120\n")

    [problem] = problems
    assert problem.startswith("LOCATIONS_FILE: [4564] '")
    assert "is no key. There are: allowed_origins, hosted_form_url, lead_minutes, data_controller," in problem
    assert "\n" not in problem


def test_each_of_several_problems_has_its_line(read: Read) -> None:
    _, problems = read('[4564]\nlead_minutes = -1\nprivacy_url = "x"\ntypo = 1\n[4565]\noffers_newsletter = 0\n')

    assert [problem.split(" ")[2] for problem in problems] == [
        "lead_minutes",
        "privacy_url",
        "'typo'",
        "offers_newsletter",
    ]
    assert problems[-1].startswith("LOCATIONS_FILE: [4565]")


@pytest.mark.parametrize("kind", KINDS)
def test_a_custom_field_is_of_one_of_four_kinds(read: Read, kind: str) -> None:
    values = 'values = ["Short", "Long"]\n' if kind == "select" else ""
    settings, problems = read(f'{FIELD}code = "hair"\ntitle = "Hair"\ntype = "{kind}"\nrequired = true\n{values}')

    assert problems == []
    chosen = ("Short", "Long") if values else ()
    assert settings.custom_fields == (CustomField("hair", "Hair", kind, is_required=True, values=chosen),)


def test_custom_fields_keep_their_order_and_need_no_answer_unless_set(read: Read) -> None:
    settings, problems = read("".join(f'{FIELD}code = "{c}"\ntitle = "T"\ntype = "text"\n' for c in ("b", "a", "c")))

    assert problems == []
    assert [(field.code, field.is_required) for field in settings.custom_fields] == [
        ("b", False),
        ("a", False),
        ("c", False),
    ]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ('title = "T"\ntype = "text"\n', "code"),
        ('code = "1st"\ntitle = "T"\ntype = "text"\n', "code"),
        ('code = "a-b"\ntitle = "T"\ntype = "text"\n', "code"),
        (f'code = "{"a" * 65}"\ntitle = "T"\ntype = "text"\n', "code"),
        ('code = 1\ntitle = "T"\ntype = "text"\n', "code"),
        ('code = "a"\ntype = "text"\n', "title"),
        ('code = "a"\ntitle = " "\ntype = "text"\n', "title"),
        (f'code = "a"\ntitle = "{"x" * 101}"\ntype = "text"\n', "title"),
        ('code = "a"\ntitle = "T"\n', "type"),
        ('code = "a"\ntitle = "T"\ntype = "email"\n', "type"),
        ('code = "a"\ntitle = "T"\ntype = ["text"]\n', "type"),
        ('code = "a"\ntitle = "T"\ntype = "choice"\nvalues = ["x"]\n', "type"),
        ('code = "a"\ntitle = "T"\ntype = "text"\nrequired = "yes"\n', "required"),
        (SELECT, "values"),
        (f"{SELECT}values = []\n", "values"),
        (f'{SELECT}values = "Short"\n', "values"),
        (f'{SELECT}values = ["Short", 2]\n', "values"),
        (f'{SELECT}values = ["Short", ""]\n', "values"),
        (f'{SELECT}values = ["Short", "Short "]\n', "values"),
        (f'{SELECT}values = ["{"x" * 101}"]\n', "values"),
        ('code = "a"\ntitle = "T"\ntype = "text"\nvalues = ["x"]\n', "values"),
    ],
)
def test_a_bad_custom_field_is_one_line_that_says_which(read: Read, content: str, key: str) -> None:
    good = f'{FIELD}code = "first"\ntitle = "T"\ntype = "text"\n'
    _, problems = read(good + FIELD + content)

    assert len(problems) == 1
    assert problems[0].startswith(f"LOCATIONS_FILE: [4564] custom_fields number 2: {key} is ")
    assert ". Example: " in problems[0]


def test_an_unknown_key_of_a_custom_field_is_a_problem_too(read: Read) -> None:
    _, [problem] = read(f'{FIELD}code = "a"\ntitle = "T"\ntype = "text"\nis_required = true\n')

    assert problem == (
        "LOCATIONS_FILE: [4564] custom_fields number 1: 'is_required' is no key. "
        "There are: type, code, title, required, values"
    )


def test_two_custom_fields_cannot_have_the_same_code(read: Read) -> None:
    settings, [problem] = read(f'{FIELD}code = "a"\ntitle = "T"\ntype = "text"\n' * 2)

    assert problem.startswith("LOCATIONS_FILE: [4564] custom_fields number 2: code is that of another field too")
    assert len(settings.custom_fields) == 1


def test_two_custom_fields_without_a_code_are_two_problems(read: Read) -> None:
    _, problems = read(f'{FIELD}title = "T"\ntype = "text"\n' * 2)

    assert [problem.split(": ")[1] for problem in problems] == [
        "[4564] custom_fields number 1",
        "[4564] custom_fields number 2",
    ]


@pytest.mark.parametrize(
    ("table", "written", "told"),
    [
        ("texts.tlh", '"Phone" = "x"', "texts has 'tlh', which is none of de, en,"),
        ("texts.en", '"Telephone" = "x"', "texts.en 'Telephone' is no text of ours"),
        ("texts.en", '"Phone" = ""', "texts.en 'Phone' is not one line"),
        ("texts.en", '"Phone" = 5', "texts.en 'Phone' is not one line"),
        ("texts.en", '"Phone" = "two\\nlines"', "texts.en 'Phone' is not one line"),
        ("texts.en", '"Phone" = "%(name)s"', "texts.en 'Phone' has a placeholder that is not known there. Known: none"),
        ("texts.de", '"With %(name)s" = "%(nam)s"', "has a placeholder that is not known there. Known: %(name)s"),
        ("texts.de", '"With %(name)s" = "100 %"', "a percent sign is written %%"),
        ("names.en", f'"Haircut" = "{"x" * 201}"', "names.en 'Haircut' is not one line of at most 200 characters"),
        ("names.xx", '"Haircut" = "Schnitt"', "names has 'xx', which is none of"),
    ],
)
def test_words_that_cannot_be_used_are_told_one_by_one(read: Read, table: str, written: str, told: str) -> None:
    settings, [problem] = read(f"[4564.{table}]\n{written}\n")

    assert settings == LocationSettings()
    assert problem.startswith("LOCATIONS_FILE: [4564] ")
    assert told in problem
    assert "\n" not in problem


def test_words_that_can_be_used_stand_beside_those_that_cannot(read: Read) -> None:
    settings, problems = read(
        '[4564.texts.en]\n"Phone" = "WhatsApp"\n"With %(name)s" = "%(name)s, 100 %%"\n'
        '"%(count)s time" = "many"\n"No" = "x"\n'
        '[4564.names.de]\n"Haircut" = " Schnitt "\n'
    )

    assert settings.texts == {
        "en": {"Phone": "WhatsApp", "With %(name)s": "%(name)s, 100 %%", "%(count)s time": "many"}
    }
    assert settings.names == {"de": {"Haircut": "Schnitt"}}
    assert len(problems) == 1


@pytest.mark.parametrize(
    "written",
    [
        'name_separator = "/"',
        'name_languages = ["en"]',
        'name_separator = "/"\nname_languages = ["en", "en"]',
        'name_separator = "/"\nname_languages = ["en", "tlh"]',
        'name_separator = "//////"\nname_languages = ["en", "ru"]',
    ],
)
def test_a_separator_and_languages_only_go_together(read: Read, written: str) -> None:
    _, problems = read(f"[4564]\n{written}\n")

    assert problems
    assert all(problem.startswith("LOCATIONS_FILE: [4564] name_") for problem in problems)
