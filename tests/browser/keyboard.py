"""A visitor who has nothing but a keyboard, and looks at every stop where they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Frame, Locator, Page

from tests.browser.waiting import wait_until

MOST_STOPS = 150
"""No page has more stops for the Tab key than this."""
STOPS = ":is(a[href], button, input:not([type=hidden]), select, textarea, summary):not([tabindex='-1'])"
LEAST_CONTRAST = 3

FOCUS = """() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const box = stop.getClientRects()[0];
  const style = getComputedStyle(stop);
  const isPartOf = top => top === stop || stop.contains(top) || top.contains(stop)
    || [...stop.labels ?? []].some(label => label.contains(top));
  // Its middle and, a little inside, its corners.
  const [dx, dy] = [Math.min(4, box.width / 2), Math.min(4, box.height / 2)];
  const places = [[box.x + box.width / 2, box.y + box.height / 2]];
  for (const x of [box.left + dx, box.right - dx])
    for (const y of [box.top + dy, box.bottom - dy]) places.push([x, y]);
  const tops = places.map(([x, y]) => document.elementFromPoint(x, y));
  const hiding = tops.find(top => !top || !isPartOf(top));

  const light = colour => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map(part => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  // The outline stands off: it is seen on what is around the stop.
  let ground = "rgb(255, 255, 255)";
  for (let around = stop.parentElement; around; around = around.parentElement) {
    const { backgroundColor } = getComputedStyle(around);
    if (/^rgb\\(/.test(backgroundColor)) { ground = backgroundColor; break; }
  }
  const [darker, lighter] = [light(ground), light(style.outlineColor)].sort((one, other) => one - other);
  return {
    html: stop.outerHTML.slice(0, 160),
    order: [...document.querySelectorAll("*")].indexOf(stop),
    column: stop.closest(".masthead, .steps, .summary, .chosen, .contact, .ahead, main, body").className || "main",
    isSkip: stop.matches(".skip"),
    isAsked: stop.tabIndex >= 0,
    box: [box.left, box.top + scrollY, box.width, box.height],
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    contrast: lighter / darker,
    hiddenBy: hiding === undefined ? "" : hiding ? hiding.outerHTML.slice(0, 160) : "the edge of the window",
  };
}"""


def complaint(stop: dict[str, Any]) -> str:
    """Empty where the stop shows that it has the focus, and nothing covers it."""
    if stop["hiddenBy"]:
        return f"{stop['html']} is hidden by {stop['hiddenBy']}"
    if stop["isAsked"] and (stop["outline"] < 2 or stop["contrast"] < LEAST_CONTRAST):
        return f"{stop['html']} has an outline of {stop['outline']} px with a contrast of {stop['contrast']:.2f}"
    return ""


def stops(page: Page) -> Iterator[dict[str, Any]]:
    """Each element the Tab key leads to, from the page's first to its last."""
    last = None
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            return
        # A field for a day has stops inside, for each of its parts.
        if stop["order"] != last:
            yield stop
        last = stop["order"]
    raise AssertionError("the Tab key goes round in circles")


def tab_to(page: Page, target: Locator, frame: Frame | None = None) -> int:
    """Presses Tab until the target, in the page or in a frame of it, has the focus; skips what can be skipped. Gives
    the number of keys pressed."""
    where = frame or page.main_frame
    for presses in range(MOST_STOPS):
        if target.evaluate("element => element === document.activeElement"):
            return presses
        page.keyboard.press("Tab")
        if stop := where.evaluate(FOCUS):
            assert (said := complaint(stop)) == "", said
            if frame:
                expect_in_window(page, stop)
    raise AssertionError(f"no way to {target} with the Tab key")


def expect_in_window(page: Page, stop: dict[str, Any]) -> None:
    """What has the focus in a frame that has grown comes into view of the page around it. Chromium scrolls that page by
    whole pixels."""
    top, height = stop["box"][1] + 1, stop["box"][3] - 2
    frame_top = "document.querySelector('iframe').getBoundingClientRect().top"
    wait_until(page, f"{frame_top} + {top} >= 0 && {frame_top} + {top + height} <= innerHeight")
