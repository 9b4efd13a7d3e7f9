"""What every page owes to those who hear it or have no mouse, as far as its HTML alone tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from bs4 import BeautifulSoup, Tag

AUTOCOMPLETE = {
    "fullname": {"name", "given-name"},
    "patronymic": {"additional-name"},
    "surname": {"family-name"},
    "phone": {"tel"},
    "email": {"email"},
    "code": {"one-time-code"},
}
"""The fields that ask for something about the visitor (WCAG 1.3.5), and what they may say that they ask for."""
HAS_A_DEFAULT = re.compile("reminder$")
"""Fields that need no word about being optional, since nothing has to be chosen."""
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "form")
LIVE = "[role=alert], [role=status], [aria-live]"
NEVER = (
    "[accesskey], [title]:not(iframe), [autoplay], audio, video, marquee, meta[http-equiv=refresh], "
    "[tabindex]:not([tabindex='0']):not([tabindex='-1'])"
)
"""What brings a shortcut, a word for mice only, a sound, a time limit or an order of its own."""


def shortcomings(html: BeautifulSoup) -> list[str]:
    return [found for check in CHECKS for found in check(html)]


def headings(html: BeautifulSoup) -> Iterator[str]:
    levels = [int(heading.name[1]) for heading in html.select("h1, h2, h3, h4, h5, h6")]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    if any(level > before + 1 for before, level in zip([0, *levels], levels, strict=False)):
        yield f"headings out of order: {levels}"
    yield from (f"an empty heading: {heading}" for heading in html.select("h1, h2, h3, h4") if not _words(heading))


def landmarks(html: BeautifulSoup) -> Iterator[str]:
    for name in ("main", "header"):
        if len(html.select(name)) != 1:
            yield f"{len(html.select(name))} × {name}"
    for landmark in html.select("nav, aside"):
        if not _label(html, landmark):
            yield f"a landmark without a name: {landmark.name}"
    # Two appointments at the same time are named by it, both of them.
    sections = "section:is([aria-label], [aria-labelledby]):not(.appointment)"
    named = html.select(f"nav, aside, {sections}, [role=search], [role=group]")
    names = Counter((tag.name, _label(html, tag)) for tag in named)
    yield from (f"two landmarks of one name: {name}" for name, count in names.items() if count > 1)


def zoom(html: BeautifulSoup) -> Iterator[str]:
    viewport = html.select_one("meta[name=viewport]")
    if not viewport or re.search("user-scalable|maximum-scale|minimum-scale", str(viewport["content"])):
        yield f"zoom is in doubt: {viewport}"


def references(html: BeautifulSoup) -> Iterator[str]:
    ids = {str(tag["id"]) for tag in html.select("[id]")}
    for attribute in REFERENCES:
        for tag in html.select(f"[{attribute}]"):
            yield from (f"{attribute} leads nowhere: {id}" for id in str(tag[attribute]).split() if id not in ids)
    for link in html.select("a[href^='#']"):
        if str(link["href"])[1:] not in ids:
            yield f"a link leads nowhere: {link['href']}"


def names(html: BeautifulSoup) -> Iterator[str]:
    for tag in html.select("a, button, summary, input:not([type=hidden]), select, textarea"):
        if not _name(html, tag):
            yield f"without a name: {tag}"
    for tag in html.select("[aria-hidden=true] :is(a, button, input, select, textarea), button[aria-hidden=true]"):
        if tag.get("tabindex") != "-1":
            yield f"can be reached, but not heard: {tag}"


def fields(html: BeautifulSoup) -> Iterator[str]:
    for field in html.select(".contact .field :is(input, select, textarea)"):
        name, box = str(field["name"]), field.find_parent(class_="field")
        assert isinstance(box, Tag)
        error = box.select_one(".error")
        if bool(error) != (field.get("aria-invalid") == "true"):
            yield f"what is wrong with {name} is not tied to it"
        if error and str(error.get("id")) not in str(field.get("aria-describedby", "")).split():
            yield f"the error of {name} does not describe it"
        if error and not html.select_one(f"[data-error] [href='#{field['id']}']"):
            yield f"nothing leads to {name}, which is wrong"
        is_box = field.get("type") == "checkbox" or HAS_A_DEFAULT.search(name)
        if not is_box and not error and field.has_attr("required") == bool(box.select_one(".optional")):
            yield f"{name} says nothing, or two things, about being required"
        if name in AUTOCOMPLETE and field.get("autocomplete") not in AUTOCOMPLETE[name]:
            yield f"{name} does not say what it asks for: {field.get('autocomplete')}"


def announcements(html: BeautifulSoup) -> Iterator[str]:
    """Nothing is announced twice: by regions inside each other, or by two with the same words."""
    found = html.select(LIVE)
    yield from (f"announced twice: {_words(tag)}" for tag in found if tag.find_parent(_is_live))
    said = Counter(_words(tag) for tag in found if _words(tag))
    yield from (f"announced {count} times: {text}" for text, count in said.items() if count > 1)


def never(html: BeautifulSoup) -> Iterator[str]:
    yield from (f"there should be none of this: {tag}" for tag in html.select(NEVER))


CHECKS: tuple[Callable[[BeautifulSoup], Iterator[str]], ...] = (
    headings,
    landmarks,
    zoom,
    references,
    names,
    fields,
    announcements,
    never,
)


def _is_live(tag: Tag) -> bool:
    return tag.get("role") in ("alert", "status") or tag.has_attr("aria-live")


def _label(html: BeautifulSoup, tag: Tag) -> str:
    if label := str(tag.get("aria-label", "")):
        return label
    return " ".join(_words(html.find(id=id)) for id in str(tag.get("aria-labelledby", "")).split())


def _name(html: BeautifulSoup, tag: Tag) -> str:
    if label := _label(html, tag):
        return label
    if tag.name in ("input", "select", "textarea"):
        return " ".join(_words(label) for label in html.select("label") if label.get("for") == tag.get("id"))
    return _words(tag)


def _words(tag: object) -> str:
    return " ".join(tag.get_text(" ").split()) if isinstance(tag, Tag) else ""
