"""The loader in every engine: the frame is as high as what is in it, the page is told, and focus follows the steps."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.browser.salon import HAIRCUT, YUSUF
from tests.business_site import serving_page
from tests.conftest import BERLIN
from tests.engines.browsers import SETTINGS, Setting, browsing
from tests.engines.test_cookies import NAME, PHONE
from tests.engines.visitor import PATIENCE, Visitor

pytestmark = [pytest.mark.engines, pytest.mark.timeout(60)]

STRICTEST = {setting.engine: setting for setting in SETTINGS}
"""Of each engine the last setting: no cookies at all."""

PAGE = """<!DOCTYPE html><title>Salon</title>
<script>
  window.told = [];
  for (const name of ["ready", "step", "slot_selected", "booked"])
    addEventListener("booking-widget:" + name, ({ detail }) => told.push([name, detail]));
</script>
<booking-widget location="%(location)d"><a href="%(site)s/%(location)d/">Book online</a></booking-widget>
<script async src="%(site)s/embed.js"></script>"""


def expect_grown(visitor: Visitor) -> None:
    """Within a pixel, and nothing sticks out that would be scrolled to."""
    ends_at = time.monotonic() + PATIENCE
    while True:
        inner, whole = visitor.run(
            "return [document.body.getBoundingClientRect().height, document.documentElement.scrollHeight]"
        )
        visitor.leave_frame()
        outer = visitor.run("return document.querySelector('iframe').clientHeight")
        visitor.enter_frame()
        if 0 <= outer - inner <= 1 and whole <= outer:
            return
        assert time.monotonic() < ends_at, f"{outer} px outside, {inner} inside, {whole} with what sticks out"
        time.sleep(0.05)


def expect_focused(visitor: Visitor, name: str) -> None:
    ends_at = time.monotonic() + PATIENCE
    while (found := visitor.run("return document.activeElement.localName")) != name:
        assert time.monotonic() < ends_at, f"the focus is on {found}"
        time.sleep(0.05)


@pytest.mark.parametrize("setting", STRICTEST.values(), ids=str)
def test_a_booking_through_the_loader(
    setting: Setting, site: str, widget: Any, sandbox: Sandbox, tmp_path: Path
) -> None:
    html = PAGE % {"location": BERLIN, "site": site}
    with browsing(setting, True, tmp_path) as browser, serving_page(html, {}) as origin:
        widget.EMBED_ALLOWED_ORIGINS = (origin,)
        visitor = Visitor(browser)
        visitor.open(f"{origin}/?utm_source=card")
        visitor.enter_frame()
        visitor.read("form.menu")
        expect_grown(visitor)
        # A click, since WebKit lets nothing else take the focus to a frame of another site.
        visitor.press(f"input[name=service][value='{HAIRCUT}']")
        steps = ["form.menu button.primary", "a[rel=next]", "td.is-free a", f".members a[href*='{YUSUF}']", "a.chip"]
        for step in steps:
            visitor.go(step)
            visitor.read("h1")
            expect_grown(visitor)
            if step != "a[rel=next]" and "members" not in step:
                expect_focused(visitor, "h1")
        visitor.run(f"document.querySelector('#typed [name=fullname]').value = '{NAME}'")
        visitor.run(f"document.querySelector('#typed [name=phone]').value = '{PHONE}'")
        visitor.go("[data-book]")
        visitor.read(".appointment[data-booked]")
        expect_grown(visitor)
        visitor.leave_frame()
        told = visitor.run("return told")

    [record] = sandbox.salon.records
    names = [name for name, _detail in told]
    assert (names[0], names[-1]) == ("ready", "booked")
    assert told[-1][1]["appointments"][0]["record"] == record.id
    assert told[-1][1]["utm_source"] == "card"
