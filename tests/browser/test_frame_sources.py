"""What the log and the operators are told of ``frame-ancestors`` is what a browser makes of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route

from tests.embed.test_origins import CASES

pytestmark = pytest.mark.browser


def test_a_browser_agrees_with_us_on_who_may_frame_what(browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    framed = "https://widget.test/"
    source = ""

    def answer(route: Route) -> None:
        if route.request.url == framed:
            policy = {"Content-Security-Policy": f"frame-ancestors {source}"}
            route.fulfill(body="<p id=framed>", content_type="text/html", headers=policy)
        else:
            route.fulfill(body=f'<iframe src="{framed}"></iframe>', content_type="text/html")

    context.route("**/*", answer)
    found = []
    for origin, source, _ in CASES:
        page.goto(f"{origin}/")
        found.append((origin, source, page.frames[-1].locator("#framed").count() == 1))
    context.close()

    assert found == CASES
