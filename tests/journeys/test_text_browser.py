"""What a text browser writes down: no script, no stylesheet, no picture. Everything is said in words, in the order in
which it is needed, and what has to be filled in stands behind its name."""

from __future__ import annotations

import pytest
from bs4 import NavigableString, Tag

from tests.conftest import BERLIN
from tests.walker import Page, Walker

INLINE = {"a", "b", "bdi", "button", "input", "label", "option", "select", "small", "span", "strong", "summary", "time"}
SILENT = {"script", "style", "symbol", "svg", "template"}
HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### "}


def written(page: Page) -> list[str]:
    """The page's lines, as lynx and w3m write them."""
    assert isinstance(page.html.body, Tag)
    text = "".join(_written(page.html.body))
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]


def _written(tag: Tag) -> list[str]:
    if tag.name in SILENT or tag.has_attr("hidden") or tag.get("type") == "hidden":
        return []
    inside = [
        part if isinstance(part, NavigableString) else "".join(_written(part))
        for part in tag.children
        if isinstance(part, (NavigableString, Tag))
    ]
    # Of the source's own line ends none is one of the text.
    text = "".join(" ".join(part.split("\n")) if isinstance(part, NavigableString) else part for part in inside)
    if tag.name == "a":
        return [f"[{' '.join(text.split())}]"]
    if tag.name == "button":
        return [f"<{' '.join(text.split())}>"]
    if tag.name == "select":
        return [f"({tag['name']})"]
    if tag.name in ("input", "textarea"):
        return ["[x]" if tag.has_attr("checked") else "[ ]"] if tag.get("type") == "checkbox" else [f"({tag['name']})"]
    if tag.name in INLINE:
        return [text]
    return ["\n", HEADINGS.get(str(tag.name), ""), text, "\n"]


def in_order(lines: list[str], *wanted: str) -> None:
    """Each of them is a line, one below the other."""
    at = 0
    for line in wanted:
        assert line in lines[at:], "\n".join(lines)
        at = lines.index(line, at) + 1


def test_services(walker: Walker) -> None:
    lines = written(walker.open(f"/{BERLIN}/?service=3302&lang=en"))

    in_order(
        lines,
        "[Skip to the choice]",
        "Atelier Linden",
        "[Call +493012345670]",
        "Service",
        "# What would you like to book?",
        "Find a service",
        "(q)<Find>",
        "## Hair",
        "[ ] Haircut & blow-dry €62 – €84",
        "Consultation, wash, cut and finish.",
        "[x] Short haircut €42 – €52",
        "## Colour",
        "<Continue>",
        "## Visit us",
    )


def test_a_month(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/?lang=en")
    walker.press("Continue", service="3302")
    free = walker.page.all("td.is-free a")
    assert free

    lines = written(walker.page)

    in_order(lines, "# Which day suits you?", "Mon", "Tue", "Free")
    # Number and words do not run into each other.
    number = free[0].select_one("[aria-hidden]")
    assert number
    assert any(line.startswith(f"[{number.get_text()} ") for line in lines)


@pytest.mark.parametrize("name", ["fullname", "phone", "email", "comment", "sms_reminder", "email_reminder"])
def test_the_form_says_before_each_field_what_it_is(walker: Walker, name: str) -> None:
    page = to_the_form(walker)

    [line] = [line for line in written(page) if f"({name})" in line]

    label = page.all(f"label[for={page.all(f'[name={name}]')[0]['id']}]")[0].get_text(" ", strip=True)
    assert line == f"{label} ({name})"


def test_the_form_tells_what_is_booked_and_how(walker: Walker) -> None:
    page = to_the_form(walker)

    lines = written(page)

    in_order(lines, "# Who is coming?", "This time is free.", "What", "Short haircut", "Where")
    [book] = [line for line in lines if line.startswith("<Book for ")]
    in_order(lines, "Name (fullname)", "Phone (phone)", book)


def to_the_form(walker: Walker) -> Page:
    walker.open(f"/{BERLIN}/?lang=en")
    walker.press("Continue", service="3302")
    walker.follow(walker.page.all("a[rel=next]")[0])
    walker.follow(walker.page.all("td.is-free a")[0])
    return walker.follow(walker.page.all("a.chip")[0])
