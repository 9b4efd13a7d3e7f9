from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from booking_site.sandbox.server import Sandbox, running
from tests import pseudo
from tests.browser.business import PAGE, OpenBusiness
from tests.browser.embedding import RECORD_EVENTS, Visit
from tests.browser.salon import keep_free
from tests.business_site import serving_page
from tests.serving import serving, serving_as_in_production

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 390, "height": 844}
PATIENCE = 12_000
"""Milliseconds: for a machine that has much else to do. Nothing waits that long where all is well."""

NewContext = Callable[..., BrowserContext]


@contextmanager
def launched(playwright: Playwright, **options: Any) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, **options)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with launched(playwright) as chromium:
        yield chromium


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def has_script(request: pytest.FixtureRequest) -> bool:
    """For what has to work in both ways."""
    return bool(request.param)


@pytest.fixture
def one_day(travel_to: Callable[[str], None]) -> None:
    """A Tuesday, the first of a month, on which all of a test happens. For ``usefixtures``: before the sandbox."""
    travel_to("2026-12-01T09:05+01:00")


@pytest.fixture
def site(widget: Any, sandbox: Sandbox, tmp_path: Path) -> Iterator[str]:
    """The address of the widget: served by this process, with the files as they are in the checkout."""
    # Files that somebody has collected may be older than the ones to be tested.
    widget.STATIC_ROOT = tmp_path / "static"
    widget.STATIC_ROOT.mkdir()
    widget.WHITENOISE_USE_FINDERS = True
    widget.IMAGE_HOSTS = ["127.0.0.1"]
    keep_free(sandbox)
    # Situations may change settings: they are as they were when the test is over.
    with override_settings(), serving() as url:
        yield url


@pytest.fixture
def embedded(site: str) -> str:
    """The widget's origin as another site knows it."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def open_business(widget: Any) -> Iterator[OpenBusiness]:
    """Opens sites that the widget may be framed by, unless told. Each call gives an origin."""
    with ExitStack() as doors:

        def open_site(
            body: str, *, head: str = "", headers: Mapping[str, str] | None = None, is_allowed: bool = True
        ) -> str:
            html = PAGE.replace("{head}", head).replace("{body}", body)
            origin = doors.enter_context(serving_page(html, headers or {}))
            if is_allowed:
                widget.EMBED_ALLOWED_ORIGINS = (*widget.EMBED_ALLOWED_ORIGINS, origin)
            return origin

        yield open_site


@pytest.fixture
def visit(new_context: NewContext) -> Visit:
    """Opens a business's page with what it is told recorded in ``window.told``."""

    def open_page(origin: str, query: str = "", **options: Any) -> Page:
        context = new_context(origin, **options)
        context.add_init_script(RECORD_EVENTS)
        page = context.new_page()
        page.goto(f"/{query}")
        return page

    return open_page


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the widget as it is deployed: collected files, gunicorn, Altegio's limits."""
    with (
        running() as altegio,
        serving_as_in_production(
            tmp_path_factory.mktemp("production"),
            ALTEGIO_API_URL=altegio.url,
            ALTEGIO_PARTNER_TOKEN="sandbox",
            ALTEGIO_LOCATION_IDS="4564,4565",
            IMAGE_HOSTS="127.0.0.1",
        ) as url,
    ):
        yield url


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Makes visitors, each with a browser profile of their own: a phone without animations, unless told."""
    contexts: list[BrowserContext] = []

    def make(site: str, **options: Any) -> BrowserContext:
        context = browser.new_context(
            **{"base_url": site, "viewport": PHONE, "reduced_motion": "reduce", "service_workers": "block"} | options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(site: str, new_context: NewContext) -> Page:
    return new_context(site).new_page()


@pytest.fixture
def languages(widget: Any, tmp_path: Path) -> None:
    """English, and two languages made of it: a long one and one from right to left."""
    pseudo.write_catalogues(tmp_path / "locale")
    widget.LOCALE_PATHS = [tmp_path / "locale"]
    widget.LANGUAGES = [("en", "English"), (pseudo.LONG, "Long"), (pseudo.RIGHT_TO_LEFT, "Mirrored")]
