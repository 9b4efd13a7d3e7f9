"""Pages that are opened while the network fails: how soon they come, and how soon all is well again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.walker import Page, Walker

SLACK = 4.0
"""Seconds beyond a deadline of half a second, so that a busy machine fails no test; a fault lasts far longer."""
RECOVERS_WITHIN = 20.0


@contextmanager
def in_time(deadline: float = 0.5) -> Iterator[None]:
    begun = time.monotonic()
    yield
    taken = time.monotonic() - begun
    assert taken < deadline + SLACK, f"{taken:.1f} s"


def until_good(walker: Walker, url: str, *, newest: bool = False) -> Page:
    """Opened again and again until nothing is wrong with it, and nothing on it old where ``newest`` is wanted."""
    ends_at = time.monotonic() + RECOVERS_WITHIN
    while True:
        page = walker.open(url)
        if page.status == 200 and not page.errors and not (newest and as_of(page)):
            return page
        assert time.monotonic() < ends_at, (page.status, page.errors, as_of(page))
        time.sleep(0.05)


def as_of(page: Page) -> str:
    """Of when the page says that it is, where it is not of now."""
    return next((str(tag["data-as-of"]) for tag in page.all("[data-as-of]")), "")


def way_back(page: Page) -> str:
    """Where "Try again" leads."""
    return str(page.links("Try again")[0]["href"])
