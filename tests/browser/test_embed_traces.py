"""What is left of a booking in the browser."""

from __future__ import annotations

import pytest

from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit, snippet
from tests.browser.framed import book, frame_of, inside

pytestmark = pytest.mark.browser


STORED = """async () => {
  const kept = [document.cookie];
  for (const store of ["localStorage", "sessionStorage"]) {
    try {
      kept.push(...Object.keys(window[store]));
    } catch {
      // Where the browser forbids it, nothing can be in it.
    }
  }
  try {
    kept.push(...(await indexedDB.databases()).map(({ name }) => name));
  } catch {
    // The same.
  }
  return kept.filter(Boolean);
}"""


def test_a_whole_booking_leaves_nothing_and_speaks_to_nobody_else(
    embedded: str, open_business: OpenBusiness, visit: Visit
) -> None:
    origin = open_business(snippet(embedded))
    page = visit(origin)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.reload()
    book(frame_of(page))

    assert inside(page).evaluate(STORED) == []
    assert page.evaluate(STORED) == []
    assert page.context.cookies() == []
    assert asked
    assert {url.split("/")[2] for url in asked} == {origin.split("/")[2], embedded.split("/")[2]}
