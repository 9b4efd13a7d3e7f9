"""Portraits and the logo come from our own server; where one does not arrive, initials stand in its place."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from booking_site.sandbox.server import Sandbox
from tests.browser.conftest import NewContext
from tests.browser.situations import show
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.browser

PORTRAITS = """() => [...document.querySelectorAll(".member .portrait:has(img)")].map(portrait => {
  const photo = portrait.querySelector("img");
  return {
    initials: portrait.textContent.trim(),
    alt: photo.alt,
    width: photo.naturalWidth,
    height: photo.naturalHeight,
    shownWidth: photo.width,
    shownHeight: photo.height,
    isOurs: new URL(photo.currentSrc).origin === origin,
  };
})"""


def portraits(page: Page) -> list[dict[str, Any]]:
    """After all of them have come, or failed to; they load when they are about to be seen."""
    photos = page.locator(".member img")
    for index in range(photos.count()):
        photos.nth(index).scroll_into_view_if_needed()
    wait_until(page, "[...document.querySelectorAll('.member img')].every(photo => photo.complete)")
    return list(page.evaluate(PORTRAITS))


def test_portraits_are_small_squares_from_our_own_server(page: Page, sandbox: Sandbox) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if "/photo/" in answer.url else None)

    show(page, sandbox, "time")
    found = portraits(page)

    assert len(found) >= 3
    assert {(one["width"], one["height"], one["isOurs"]) for one in found} == {(132, 132, True)}
    assert {(one["shownWidth"], one["shownHeight"]) for one in found} == {(44, 44)}
    assert {answer.headers["content-type"] for answer in answers} == {"image/webp"}


def test_the_logo_stands_beside_the_businesss_name(page: Page, sandbox: Sandbox) -> None:
    show(page, sandbox, "services")

    wait_until(page, "document.querySelector('.business img').naturalWidth > 0")
    expect(page.locator(".business")).to_have_text("Atelier Linden")


def test_where_a_photo_does_not_arrive_the_initials_are_seen(page: Page, sandbox: Sandbox, widget: Any) -> None:
    widget.IMAGE_HOSTS = []
    show(page, sandbox, "time")

    found = portraits(page)

    assert {(one["width"], one["alt"]) for one in found} == {(0, "")}
    assert all(1 <= len(one["initials"]) <= 2 for one in found)
    assert_nothing_broken_is_drawn(page, ".members")


def test_where_the_logo_does_not_arrive_the_name_stands_alone(page: Page, sandbox: Sandbox, widget: Any) -> None:
    widget.IMAGE_HOSTS = []
    show(page, sandbox, "services")

    wait_until(page, "document.querySelector('.business img').complete")

    assert_nothing_broken_is_drawn(page, ".business")


def assert_nothing_broken_is_drawn(page: Page, selector: str) -> None:
    """To the last pixel it is what it would be without a photo: no frame, no symbol of a broken picture."""
    with_broken = page.locator(selector).screenshot()
    page.evaluate("document.querySelectorAll('img').forEach(photo => photo.remove())")
    assert page.locator(selector).screenshot() == with_broken


@pytest.mark.parametrize("script", [True, False])
def test_photos_need_no_script(site: str, sandbox: Sandbox, new_context: NewContext, script: bool) -> None:
    page = new_context(site, java_script_enabled=script).new_page()

    with page.expect_response(lambda answer: "/photo/" in answer.url) as first:
        show(page, sandbox, "time")

    assert first.value.ok
