"""The widget's landmarks and headings inside a page that has its own."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit, snippet
from tests.browser.framed import expect_grown, inside, walk

pytestmark = pytest.mark.browser

HOST = """<header><a href="/">Salon</a><nav aria-label="Site"><a href="/about">About us</a></nav></header>
<main><h1>Book a visit</h1><p>Any day but Sundays.</p>{widget}</main><footer><a href="/imprint">Imprint</a></footer>"""
AXE = Axe()
BOTH = """() => axe.run({ resultTypes: ["violations"] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(node => node.target)))"""


def test_they_stand_beside_those_of_the_page(
    embedded: str, open_business: OpenBusiness, visit: Visit, sandbox: Sandbox
) -> None:
    page = visit(open_business(HOST.replace("{widget}", snippet(embedded, label="Book online"))), bypass_csp=True)
    expect_grown(page)
    expect(page.locator("iframe")).to_have_attribute("title", "Book online")

    for step in walk(page.frame_locator("iframe")):
        frame = inside(page)
        frame.wait_for_load_state()
        for document in (frame, page):
            document.evaluate(AXE.axe_script)
            document.evaluate("axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] })")
        assert page.evaluate(BOTH) == [], step
        assert frame.locator("main, [role=main]").count() == frame.locator("h1").count() == 1, step
        assert not frame.evaluate("document.title").startswith("Salon"), step
