"""Pages fit narrow and wide frames in long words, can be hit with a thumb, and hold still."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

from booking_site.languages import CODES
from booking_site.sandbox.server import Sandbox
from tests import pseudo
from tests.browser.conftest import NewContext
from tests.browser.looking import BROKEN_WORDS, TOO_WIDE
from tests.browser.situations import ALL, CROWDED, MAIN, show
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.browser

WIDTHS = (280, 360, 390, 768, 1280)
TOUCH, NARROW_DAY, LEAST = 44, 34, 24
"""The least a target measures, the least a calendar's day is wide where seven of them have 280 px, and what WCAG 2.5.8
asks of the width of all others."""
ZOOMED = {"width": 320, "height": 256}
"""What is left of 1280 × 1024 at 400 %."""

TARGETS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .filter(target => target.checkVisibility() && !target.matches(".skip") && !target.closest("[aria-hidden=true]"))
  // A link in the middle of a sentence is as high as its line.
  .filter(target => getComputedStyle(target).display !== "inline"
    || target.parentElement.textContent.trim() === target.textContent.trim())
  .map(target => {
    // A checkbox is hit by its words, or anywhere in its service's row.
    const box = (target.closest(".service") ?? target.labels?.[0] ?? target).getBoundingClientRect();
    const hit = target.type === "checkbox" ? box : target.getBoundingClientRect();
    const kind = target.matches(".chip") ? "chip" : target.closest(".day") ? "day"
      : target.matches("button:not(.plain)") ? "button" : "other";
    return {html: target.outerHTML.slice(0, 160), kind, width: hit.width, height: hit.height};
  })"""

SPACE_OUT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
  `);
  document.adoptedStyleSheets = [sheet];
}"""
"""What readers may do to a text by WCAG 1.4.12. A style of the page's own is not let in by our policy."""

LOST_TEXT = """() => {
  // What is for listeners alone is cut to nothing, with all that is in it.
  const isCut = element => element && (getComputedStyle(element).clipPath !== "none" || isCut(element.parentElement));
  const isAside = element => element.closest(".sprite, [aria-hidden=true], textarea") || isCut(element);
  const shown = [...document.body.querySelectorAll("*")].filter(each => each.checkVisibility() && !isAside(each));
  const clipped = shown.filter(each => {
    const { overflowX, overflowY } = getComputedStyle(each);
    return (overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1)
      || (overflowY !== "visible" && each.scrollHeight > each.clientHeight + 1);
  });
  const lines = [];
  for (const each of shown) {
    // A bar that stays in view may stand over what is scrolled past it.
    if (each.closest(".action") || each.closest("option, select")) continue;
    for (const text of each.childNodes) {
      if (text.nodeType !== Node.TEXT_NODE || !text.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) lines.push([each, box]);
    }
  }
  const covered = [];
  lines.forEach(([element, box], index) => {
    for (const [other, otherBox] of lines.slice(index + 1)) {
      const width = Math.min(box.right, otherBox.right) - Math.max(box.left, otherBox.left);
      const height = Math.min(box.bottom, otherBox.bottom) - Math.max(box.top, otherBox.top);
      // Lines of one text touch: their boxes are as high as the letters, not as the lines.
      if (element !== other && width > 2 && height > 0.35 * Math.min(box.height, otherBox.height))
        covered.push(`${element.outerHTML.slice(0, 90)} and ${other.outerHTML.slice(0, 90)}`);
    }
  });
  return [...clipped.map(each => "clipped: " + each.outerHTML.slice(0, 160)), ...covered];
}"""

WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    shifts.push([entry.value, ...entry.sources.map(source => source.node?.outerHTML?.slice(0, 160))]);
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize("situation", ALL)
def test_everything_fits_spaced_out_and_zoomed_too_and_can_be_hit_with_a_thumb(
    page: Page, sandbox: Sandbox, situation: str
) -> None:
    show(page, sandbox, situation)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        least = {"chip": TOUCH, "day": TOUCH if width > 300 else NARROW_DAY, "button": TOUCH, "other": LEAST}

        missed = [
            target
            for target in page.evaluate(TARGETS)
            if target["height"] < TOUCH or target["width"] < least[target["kind"]]
        ]

        assert missed == [], f"at {width} px"
        assert page.evaluate(TOO_WIDE) == [], f"at {width} px"

    page.evaluate(SPACE_OUT)
    for size in (ZOOMED, {"width": 1280, "height": 844}):
        page.set_viewport_size(size)
        assert page.evaluate(TOO_WIDE) == [], f"spaced out, at {size['width']} px"
        assert page.evaluate(LOST_TEXT) == [], f"spaced out, at {size['width']} px"


@pytest.mark.parametrize("situation", [*MAIN, *CROWDED])
def test_a_language_of_long_words_fits_too(languages: None, page: Page, sandbox: Sandbox, situation: str) -> None:
    show(page, sandbox, situation, language=pseudo.LONG)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(TOO_WIDE) == [], f"at {width} px"


@pytest.mark.parametrize("situation", ["services", "date", "details"])
def test_no_word_is_cut_off_in_any_language(page: Page, sandbox: Sandbox, situation: str) -> None:
    url = ALL[situation].prepare(sandbox)
    for language in CODES:
        page.goto(url.replace("lang=en", f"lang={language}"))
        for width in (280, 360):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate(BROKEN_WORDS) == [], f"{language} at {width} px"
            assert page.evaluate(TOO_WIDE) == [], f"{language} at {width} px"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("situation", [*MAIN, "slot-taken", "details-with-errors", "code-sent", "cancelled"])
def test_nothing_moves_after_it_was_painted(
    site: str, new_context: NewContext, sandbox: Sandbox, situation: str, width: int
) -> None:
    """To whoever is in the business's zone: to others a script says later whose clock it is."""
    page = new_context(site, timezone_id="Europe/Berlin").new_page()
    page.add_init_script(WATCH_SHIFTS)
    page.set_viewport_size({"width": width, "height": 844})

    show(page, sandbox, situation)
    page.wait_for_load_state("networkidle")

    shifts = page.evaluate("shifts")
    assert sum(value for value, *_ in shifts) < 0.01, shifts


def test_a_shift_would_be_noticed(page: Page, sandbox: Sandbox) -> None:
    page.add_init_script(WATCH_SHIFTS)
    show(page, sandbox, "time")
    page.wait_for_timeout(600)  # what moves within half a second of a visitor's own doing is not counted

    page.evaluate("document.querySelector('h1').before(...Array.from({length: 9}, () => document.createElement('hr')))")

    wait_until(page, "shifts.length > 0")


@pytest.mark.parametrize("situation", ["services-by-post", "date-by-post", "time-by-post"])
def test_a_page_looks_the_same_whether_or_not_it_carries_what_was_typed(
    page: Page, sandbox: Sandbox, situation: str
) -> None:
    """Buttons stand in place of links, and nobody should see a difference."""
    show(page, sandbox, situation)
    by_post = {width: picture(page, width) for width in (390, 1280)}
    assert page.locator("main button.plain").count() > 0

    page.goto(page.url)
    assert page.locator("button.plain").count() == 0

    assert {width: difference(picture(page, width), by_post[width]) for width in by_post} == {390: 0, 1280: 0}


def difference(one: Image.Image, other: Image.Image) -> int:
    """Of the two most different points, apart from traces that drawing leaves."""
    most = max(high for _, high in ImageChops.difference(one, other).getextrema())
    return most if most > 3 else 0


def picture(page: Page, width: int) -> Image.Image:
    page.set_viewport_size({"width": width, "height": 2000})
    page.mouse.move(0, 0)
    wait_until(page, "[...document.images].every(image => image.complete)")
    page.evaluate("Promise.all([...document.images].map(image => image.decode()))")
    return Image.open(BytesIO(page.screenshot())).convert("RGB")
