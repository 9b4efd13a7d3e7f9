"""Draws every kind of page for a person to look at: light, dark, from right to left, narrow and wide, and the pages
of a walk in the languages that are hardest on a layout.

python -m tests.browser.screenshots [--into screenshots] [part of a situation's name …]
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from booking_site.sandbox.server import Sandbox, running
from tests.browser.conftest import PATIENCE, launched
from tests.browser.looking import BROKEN_WORDS, OUT_OF_ORDER, TOO_WIDE
from tests.browser.salon import GENTLEMANS_CUT, keep_free, working_day
from tests.browser.situation import Situation
from tests.browser.situations import ALL, MAIN, bring_about
from tests.browser.waiting import wait_until
from tests.conftest import NEW_YORK
from tests.serving import serving

NARROW, PHONE, WIDE = 280, 390, 1280
HEIGHT = 844


@dataclass(frozen=True)
class Look:
    name: str
    language: str = "en"
    width: int = PHONE
    scheme: str = "light"

    def file(self, situation: str) -> str:
        return f"{situation}--{self.name.replace(' ', '-')}.png"


LOOKS = (
    Look("light"),
    Look("dark", scheme="dark"),
    Look("narrow", width=NARROW),
    Look("wide", width=WIDE),
    Look("right to left", "ar"),
    Look("right to left narrow", "ar", NARROW),
    Look("right to left wide", "ar", WIDE),
)
OF_A_WALK = tuple(
    Look(f"{language} {name}", language, width)
    for language in ("de", "ka", "kk", "he")
    for name, width in (("phone", PHONE), ("narrow", NARROW))
)
"""Long words, tall letters, long names of months, and the other script from right to left."""


def times_in_new_york(sandbox: Sandbox) -> str:
    return f"/{NEW_YORK}/time/?service={GENTLEMANS_CUT}&date={working_day(sandbox)}&lang=en"


def open_languages(page: Page, sandbox: Sandbox) -> None:
    page.locator(".languages summary").click()


ALSO = {
    "times-of-twelve-hours": Situation(times_in_new_york, "a.chip"),
    "languages": Situation(ALL["home"].prepare, ".languages [open] a", open_languages),
}
"""What is worth a look and no more."""
DRAWN = ALL | ALSO

PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Screenshots</title><style>
body {{ margin: 0; font: 15px/1.4 system-ui, sans-serif; color: #222; background: #ddd; }}
nav {{ position: sticky; top: 0; z-index: 1; padding: .5rem 1rem; background: #fff; overflow-x: auto; white-space: nowrap; }}
nav a {{ margin-right: .75rem; color: inherit; }}
section {{ padding: 1rem; scroll-margin-top: 3rem; }}
div {{ display: flex; gap: 1rem; align-items: start; overflow-x: auto; padding-bottom: 1rem; }}
figure {{ flex: none; margin: 0; }}
img {{ display: block; background: #fff; box-shadow: 0 1px 4px #0004; }}
</style><nav>{links}</nav>{sections}</html>"""  # noqa: E501


def looks_of(situation: str) -> tuple[Look, ...]:
    return LOOKS + OF_A_WALK if situation in MAIN else LOOKS


def draw(browser: Browser, situation: str, folder: Path) -> list[str]:
    """In each language the situation is brought about once, and looked at in several ways. Gives what is wrong to the
    eye of a machine too."""
    troubles: list[str] = []
    looks = looks_of(situation)
    for language in dict.fromkeys(look.language for look in looks):
        with shown(browser, situation, language) as page:
            for look in (look for look in looks if look.language == language):
                page.set_viewport_size({"width": look.width, "height": HEIGHT})
                page.emulate_media(color_scheme="dark" if look.scheme == "dark" else "light")
                wait_until(page, "[...document.images].every(image => image.complete || image.loading === 'lazy')")
                for wrong in (
                    page.evaluate(TOO_WIDE),
                    page.evaluate(OUT_OF_ORDER)["wrong"],
                    page.evaluate(BROKEN_WORDS),
                ):
                    troubles += [f"{look.name}: {part}" for part in wrong]
                page.screenshot(path=folder / look.file(situation), full_page=True)
    return troubles


@contextmanager
def shown(browser: Browser, situation: str, language: str) -> Iterator[Page]:
    with salon() as (sandbox, url):
        context = browser.new_context(
            base_url=url, viewport={"width": PHONE, "height": HEIGHT}, reduced_motion="reduce", service_workers="block"
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        try:
            bring_about(DRAWN[situation], page, sandbox, language=language)
            yield page
        finally:
            context.close()


@contextmanager
def salon() -> Iterator[tuple[Sandbox, str]]:
    """A pretend business of its own, and the widget that shows it with the files of the checkout."""
    with tempfile.TemporaryDirectory() as empty, running(rate_limited=False) as sandbox:
        keep_free(sandbox)
        with (
            override_settings(
                ALTEGIO_API_URL=sandbox.url,
                ALTEGIO_CALLS_PER_SECOND=10_000,
                ALTEGIO_BURST=10_000,
                ALLOWED_HOSTS=["127.0.0.1"],
                IMAGE_HOSTS=["127.0.0.1"],
                STATIC_ROOT=Path(empty),
                WHITENOISE_USE_FINDERS=True,
            ),
            serving() as url,
        ):
            yield sandbox, url


def write_index(situations: Iterable[str], folder: Path) -> None:
    """Of all that is in the folder and in the list, so that a part can be drawn anew."""
    there = [name for name in situations if (folder / LOOKS[0].file(name)).exists()]
    links = "".join(f'<a href="#{name}">{name}</a>' for name in there)
    sections = "".join(f'<section id="{name}"><h2>{name}</h2><div>{_figures(name)}</div></section>' for name in there)
    (folder / "index.html").write_text(PAGE.format(links=links, sections=sections))


def _figures(situation: str) -> str:
    return "".join(_figure(look, look.file(situation)) for look in looks_of(situation))


def _figure(look: Look, file: str) -> str:
    width = look.width if look.width < WIDE else WIDE // 2
    return (
        f"<figure><figcaption>{escape(look.name)}</figcaption>"
        f'<img src="{file}" width="{width}" alt="" loading="lazy"></figure>'
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("screenshots"))
    parser.add_argument("names", nargs="*", help="parts of the names of situations; all unless given")
    given = parser.parse_args()
    names = [name for name in DRAWN if not given.names or any(part in name for part in given.names)]
    given.into.mkdir(parents=True, exist_ok=True)
    django.setup()
    logging.disable()
    expect.set_options(timeout=PATIENCE)
    failed = []
    with sync_playwright() as playwright, launched(playwright) as browser:
        for number, name in enumerate(names, 1):
            print(f"{number}/{len(names)} {name}", flush=True)
            try:
                troubles = draw(browser, name, given.into)
            except Exception as trouble:  # one page that cannot be shown does not keep the others from being seen
                troubles = [f"{type(trouble).__name__}: {str(trouble)[:300]}"]
            print(*(f"    {trouble}" for trouble in troubles), sep="\n", end="\n" if troubles else "")
            failed += [name] if troubles else []
    write_index(DRAWN, given.into)
    print(f"{given.into / 'index.html'}: {len(names)} drawn, {len(failed)} with something wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
