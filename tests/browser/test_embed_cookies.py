"""The snippet where the browser keeps no cookies for us, or for anybody."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PHONE
from tests.browser.embedding import snippet
from tests.browser.framed import book, frame_of, inside

pytestmark = pytest.mark.browser


COOKIES = {
    "third-party cookies blocked": {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}},
    "all cookies blocked": {"profile": {"default_content_setting_values": {"cookies": 2}}},
}


@pytest.fixture(params=sorted(COOKIES))
def context(request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    profile = tmp_path / "profile" / "Default"
    profile.mkdir(parents=True)
    (profile / "Preferences").write_text(json.dumps(COOKIES[request.param]), encoding="utf-8")
    context = playwright.chromium.launch_persistent_context(
        profile.parent, executable_path=CHROMIUM, args=ARGUMENTS, viewport=PHONE, reduced_motion="reduce"
    )
    context.set_default_timeout(12_000)
    yield context
    context.close()
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)


def test_a_visitor_books(context: BrowserContext, embedded: str, open_business: OpenBusiness, sandbox: Sandbox) -> None:
    page = context.new_page()
    page.goto(open_business(snippet(embedded)))
    book(frame_of(page))

    assert len(sandbox.salon.records) == 1
    assert context.cookies() == []
    can_store = "() => { document.cookie = 'x=1;SameSite=None;Secure'; return document.cookie }"
    assert inside(page).evaluate(can_store) == "", "the browser keeps cookies after all"
