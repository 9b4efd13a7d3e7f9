"""A booking in the frame of another site's page, in every engine, whatever cookies it keeps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.browser.salon import HAIRCUT, YUSUF
from tests.business_site import business_site
from tests.conftest import BERLIN
from tests.engines.browsers import SETTINGS, Setting, browsing
from tests.engines.cookie_site import seen_by
from tests.engines.overheard import Overheard
from tests.engines.visitor import Visitor

pytestmark = [pytest.mark.engines, pytest.mark.timeout(60)]

NAME, PHONE = "Ada Lovelace", "030 901820"

# What the frame's page finds of its own in each place, or "closed" where it may not even look.
LOOK = """
const found = {};
for (const [place, look] of Object.entries({
  cookies: () => document.cookie,
  local: () => Object.keys(localStorage).join(),
  session: () => Object.keys(sessionStorage).join(),
})) try { found[place] = look() } catch { found[place] = "closed" }
"""
LOOK_FURTHER = """
const done = arguments[arguments.length - 1];
indexedDB.databases().then(all => all.map(one => one.name).join(), () => "closed").then(names => {
  found.databases = names;
  done(found);
});
"""
"""Only with JavaScript on: with it off, Firefox keeps no promises."""


def found_by_script(visitor: Visitor, has_script: bool) -> dict[str, str]:
    found = visitor.run_and_wait(LOOK + LOOK_FURTHER) if has_script else visitor.run(LOOK + "return found")
    return dict(found)


def book(visitor: Visitor) -> None:
    visitor.press(f"input[name=service][value='{HAIRCUT}']")
    visitor.follow("form.menu button.primary")
    # Today may be the month's last day, in the evening.
    visitor.follow("a[rel=next]")
    visitor.follow("td.is-free a")
    visitor.follow(f".members a[href*='team_member={YUSUF}']")
    visitor.follow("a.chip")
    visitor.read("[data-checked=ok]")
    visitor.type("#typed [name=fullname]", NAME)
    visitor.type("#typed [name=phone]", PHONE)
    visitor.follow("[data-book]")
    visitor.read(".appointment[data-booked]")


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_a_booking_in_a_frame_needs_and_leaves_nothing_in_the_browser(
    setting: Setting,
    has_script: bool,
    site: str,
    widget: Any,
    sandbox: Sandbox,
    overheard: Overheard,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    with browsing(setting, has_script, tmp_path) as browser, business_site(f"{site}/{BERLIN}/") as origin:
        widget.EMBED_ALLOWED_ORIGINS = (origin,)
        visitor = Visitor(browser)
        visitor.open(origin)
        visitor.enter_frame()

        book(visitor)

        assert [record.fullname for record in sandbox.salon.records] == [NAME]
        assert overheard.answers > 8
        assert overheard.cookies == []
        assert visitor.cookies() == []
        found = found_by_script(visitor, has_script)
        assert set(found.values()) <= {"", "closed"}
        assert "closed" not in found.values() or setting.framed == "refused"

        seen = seen_by(visitor)
        storage = "closed" if "closed" in found.values() else "empty"
        record_property("row", [f"{setting.engine} {browser.version}", setting.name, *seen.values(), storage])
        assert seen == {"framed": setting.framed, "own": setting.own, "script": "on" if has_script else "off"}
