"""Loaders that pages were given long ago."""

from __future__ import annotations

from pathlib import Path

import pytest

from booking_site.sandbox.server import Sandbox
from tests.browser.business import OpenBusiness
from tests.browser.embedding import Visit, expect_told, snippet
from tests.browser.framed import expect_grown, frame_of, walk
from tests.serving import PROJECT

pytestmark = pytest.mark.browser


FROZEN = sorted((PROJECT / "tests" / "browser" / "loaders").glob("embed.*.js"))


@pytest.mark.parametrize("old", FROZEN, ids=lambda path: path.stem)
def test_a_loader_of_the_last_year_still_works(
    old: Path, embedded: str, open_business: OpenBusiness, visit: Visit, sandbox: Sandbox
) -> None:
    """As it was served then, kept by a host's cache or copied by its owner."""
    page = visit(open_business(snippet(embedded)), java_script_enabled=True)
    page.context.route("**/embed.js", lambda route: route.fulfill(path=old, content_type="text/javascript"))
    page.reload()
    for _step in walk(frame_of(page)):
        expect_grown(page)

    assert expect_told(page, "booked")["appointments"][0]["record"] == sandbox.salon.records[0].id
