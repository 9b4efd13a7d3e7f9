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
REFERENCES = {"aria-describedby", "aria-labelledby", "aria-controls", "for", "form"}
FIELDS = {"input", "select", "textarea"}
NEVER = {"audio", "video", "marquee", "blink", "accesskey", "autoplay"}


def shortcomings(html: BeautifulSoup) -> list[str]:
    return [found for check in CHECKS for found in check(html)]


def headings(html: BeautifulSoup) -> Iterator[str]:
    found = html.find_all(re.compile(r"^h[1-6]$"))
    levels = [int(heading.name[1]) for heading in found]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    if any(level > before + 1 for before, level in zip([0, *levels], levels, strict=False)):
        yield f"headings out of order: {levels}"
    yield from (f"an empty heading: {heading}" for heading in found if not _words(heading))


def landmarks(html: BeautifulSoup) -> Iterator[str]:
    for name in ("main", "header"):
        if len(html.find_all(name)) != 1:
            yield f"{len(html.find_all(name))} × {name}"
    for landmark in html.find_all(["nav", "aside"]):
        if not _label(html, landmark):
            yield f"a landmark without a name: {landmark.name}"
    names = Counter((tag.name, _label(html, tag)) for tag in html.find_all(_is_part))
    yield from (f"two landmarks of one name: {name}" for name, count in names.items() if count > 1)


def zoom(html: BeautifulSoup) -> Iterator[str]:
    viewport = html.select_one("meta[name=viewport]")
    if not viewport or re.search("user-scalable|maximum-scale|minimum-scale", str(viewport["content"])):
        yield f"zoom is in doubt: {viewport}"


def references(html: BeautifulSoup) -> Iterator[str]:
    tags = html.find_all(True)
    ids = {str(tag["id"]) for tag in tags if "id" in tag.attrs}
    for tag in tags:
        for attribute in REFERENCES & tag.attrs.keys():
            # Of labels, outputs and the like it is a list, of others a text.
            named = " ".join(tag[attribute]) if isinstance(tag[attribute], list) else str(tag[attribute])
            yield from (f"{attribute} leads nowhere: {id}" for id in named.split() if id not in ids)
        href = str(tag.get("href", "")) if tag.name == "a" else ""
        if href.startswith("#") and href[1:] not in ids:
            yield f"a link leads nowhere: {href}"


def names(html: BeautifulSoup) -> Iterator[str]:
    labels = {str(label.get("for")): _words(label) for label in html.find_all("label")}
    for tag in html.find_all(["a", "button", "summary", "input", "select", "textarea"]):
        if tag.get("type") == "hidden":
            continue
        own = labels.get(str(tag.get("id")), "") if tag.name in FIELDS else _words(tag)
        if not own and not _label(html, tag):
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
    found = html.find_all(_is_live)
    yield from (f"announced twice: {_words(tag)}" for tag in found if tag.find_parent(_is_live))
    said = Counter(_words(tag) for tag in found if _words(tag))
    yield from (f"announced {count} times: {text}" for text, count in said.items() if count > 1)


def never(html: BeautifulSoup) -> Iterator[str]:
    """What brings a shortcut, a word for mice only, a sound, a time limit or an order of its own."""
    for tag in html.find_all(True):
        is_own_order = tag.get("tabindex") not in (None, "0", "-1")
        is_reloading = str(tag.get("http-equiv", "")).lower() == "refresh"
        is_mice_only = tag.has_attr("title") and tag.name != "iframe"
        if is_own_order or is_reloading or is_mice_only or tag.name in NEVER or NEVER & tag.attrs.keys():
            yield f"there should be none of this: {tag}"


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


def _is_part(tag: Tag) -> bool:
    """Something whose name leads there. Two appointments at the same time are both named by it."""
    is_section = tag.name == "section" and bool({"aria-label", "aria-labelledby"} & tag.attrs.keys())
    is_appointment = "appointment" in tag.get_attribute_list("class")
    return tag.name in ("nav", "aside") or tag.get("role") in ("search", "group") or (is_section and not is_appointment)


def _is_live(tag: Tag) -> bool:
    return tag.get("role") in ("alert", "status") or tag.has_attr("aria-live")


def _label(html: BeautifulSoup, tag: Tag) -> str:
    if label := str(tag.get("aria-label", "")):
        return label
    return " ".join(_words(html.find(id=id)) for id in str(tag.get("aria-labelledby", "")).split())


def _words(tag: object) -> str:
    return " ".join(tag.get_text(" ").split()) if isinstance(tag, Tag) else ""
