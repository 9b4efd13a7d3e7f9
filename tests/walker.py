"""A visitor without JavaScript, and what every page promises them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.test import Client

from tests.accessible import shortcomings


class Page:
    """One answer, read as a visitor reads it."""

    def __init__(self, url: str, response: Any) -> None:
        self.url = url
        self.response = response
        self.status = response.status_code
        self.html = BeautifulSoup(response.content, "html.parser")

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def query(self) -> str:
        return urlsplit(self.url).query

    @property
    def heading(self) -> str:
        return words(self.html.h1)

    @property
    def errors(self) -> list[str]:
        return [str(alert["data-error"]) for alert in self.html.select("[role=alert][data-error]")]

    @property
    def text(self) -> str:
        return words(self.html.body)

    @property
    def times(self) -> list[str]:
        return [words(chip.time) for chip in self.html.select(".chip")]

    def links(self, name: str) -> list[Tag]:
        """Links whose words hold ``name``."""
        return [link for link in self.html.find_all("a", href=True) if name in words(link)]

    def buttons(self, name: str) -> list[Tag]:
        """Buttons to press whose words hold ``name``."""
        found = self.html.find_all("button")
        return [button for button in found if name in words(button) and not button.has_attr("aria-hidden")]

    def form_of(self, button: Tag) -> Tag:
        form = self.html.find(id=button["form"]) if button.has_attr("form") else button.find_parent("form")
        assert isinstance(form, Tag)
        return form

    def typed(self) -> dict[str, str]:
        """What the fields of the page's form hold, hidden ones included."""
        form = self.html.find(id="typed")
        return _fields(form) if isinstance(form, Tag) else {}

    def all(self, selector: str) -> list[Tag]:
        return list(self.html.select(selector))


class Walker:
    def __init__(self, client: Client) -> None:
        self.client = client
        self.page: Page

    def open(self, url: str, **headers: str) -> Page:
        """Goes there, as far as redirects lead, and holds the page to its promises."""
        response = self.client.get(url, headers=headers)
        for _ in range(5):
            if response.status_code not in (301, 302):
                break
            url = urljoin(url, response["Location"])
            response = self.client.get(url, headers=headers)
        self.page = Page(url, response)
        assert_promises(self.page)
        return self.page

    def follow(self, link: Tag | str) -> Page:
        """Clicks a link, or the button that stands for one: the tag itself, or the first whose words hold the text."""
        tag = self.page.links(link)[0] if isinstance(link, str) else link
        if tag.name == "button":
            return self.press(tag)
        return self.open(urljoin(self.page.url, str(tag["href"])))

    def press(self, button: Tag | str, /, **typed: str) -> Page:
        """Fills in the fields named and presses a button: the tag itself, or the first whose words hold the text.

        An empty text unticks a box.
        """
        tag = self.page.buttons(button)[0] if isinstance(button, str) else button
        form = self.page.form_of(tag)
        fields = _fields(form) | typed
        if tag.get("name"):
            fields[str(tag["name"])] = str(tag.get("value", ""))
        action = urljoin(self.page.url, str(tag.get("formaction") or form.get("action") or self.page.url))
        method = str(tag.get("formmethod") or form.get("method") or "get")
        sent = {name: value for name, value in fields.items() if value or name not in _boxes(form)}
        if method.lower() == "get":
            return self.open(f"{action.split('?')[0]}?{urlencode(sent)}")
        return self.post(action, sent)

    def post(self, url: str, fields: Mapping[str, str], **headers: str) -> Page:
        """As a browser sends a form of ours, as far as redirects lead."""
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"} | headers
        response = self.client.post(url, fields, headers=headers)
        for _ in range(5):
            if response.status_code not in (301, 302, 303, 307):
                break
            url = urljoin(url, response["Location"])
            if response.status_code == 307:
                response = self.client.post(url, fields, headers=headers)
            else:
                response = self.client.get(url)
        self.page = Page(url, response)
        assert_promises(self.page)
        return self.page

    def choose_services(self, *titles: str, button: str = "Continue") -> Page:
        """Ticks the services that are named (and unticks none), and presses the button."""
        form = self.page.html.form
        assert form is not None
        pairs = [(str(field["name"]), str(field.get("value", ""))) for field in form.select("input[type=hidden]")]
        labels = {words(label): str(label["for"]) for label in form.select(".service label")}
        wanted = {field for label, field in labels.items() for title in titles if label.startswith(title)}
        assert len(wanted) == len(titles), f"not all of {titles} in {list(labels)}"
        for box in form.select("input[name=service]"):
            if box["id"] in wanted or box.has_attr("checked"):
                pairs.append(("service", str(box["value"])))
        [pressed] = [b for b in form.select("button") if button in words(b)]
        action = str(pressed.get("formaction") or form["action"])
        return self.open(f"{urljoin(self.page.url, action)}?{urlencode(pairs)}")

    def choose_first_day(self) -> Page:
        return self.follow(self.page.all("td.is-free a")[0])

    def choose_time(self, clock: str = "") -> Page:
        chips = [chip for chip in self.page.all("a.chip") if clock in words(chip)]
        return self.follow(chips[0])


def _fields(form: Tag) -> dict[str, str]:
    fields = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        fields[str(field["name"])] = _value(field)
    return fields


def _value(field: Tag) -> str:
    if field.name == "textarea":
        return field.get_text().lstrip("\n")
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return str(chosen["value"]) if chosen else ""
    return str(field.get("value", "on" if field.get("type") == "checkbox" else ""))


def _boxes(form: Tag) -> set[str]:
    return {str(box["name"]) for box in form.select("input[type=checkbox]")}


def words(tag: Tag | None) -> str:
    """The text of a tag with single spaces, and none before a comma or colon that begins another tag."""
    return re.sub(r"\s+", " ", tag.get_text(" ")).replace(" ,", ",").replace(" :", ":").strip() if tag else ""


def assert_promises(page: Page) -> None:
    """What DESIGN.md promises of every page, errors included."""
    html = page.html
    assert not page.response.cookies, f"{page.url} sets a cookie"
    assert len(html.find_all("h1")) == 1, page.url
    assert len(html.find_all("main")) == 1, page.url
    assert words(html.title), page.url
    assert html.html is not None
    assert html.html["lang"]
    assert html.html["dir"] in ("ltr", "rtl")
    assert html.body is not None
    assert isinstance(json.loads(str(html.body.get("data-facts", "{}"))), dict), page.url
    missed = shortcomings(html)
    assert not missed, f"{page.url}: {missed}"
    ids = Counter(tag["id"] for tag in html.select("[id]"))
    assert not [name for name, count in ids.items() if count > 1], f"{page.url}: an id stands twice"
    for alert in html.select("[role=alert]"):
        assert alert.get("data-error"), f"{page.url}: an alert without a key"
        assert words(alert), f"{page.url}: an alert without words"
    if html.select("ol li"):
        assert len(html.select('ol [aria-current="step"]')) == 1, page.url
    for tag in html.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"], f"{page.url}: inline {tag}"
        assert not str(tag.get("href", "")).lower().startswith(("javascript:", "data:")), page.url
