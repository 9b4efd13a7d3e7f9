"""What every answer of ours owes to whoever caused it, by accident or not."""

from __future__ import annotations

import gzip
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, settings

from booking_site.sandbox.server import Sandbox
from tests.walker import Page, assert_promises

TAG = "<b id=fuzzed onclick='alert(1)'>\"&amp;"
"""Ends wherever something is shown without being escaped."""
LONGEST = 10.0
"""Seconds for an answer, on a busy machine; upstream work ends after six."""

EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "")


def fuzz(examples: int) -> Any:
    """The same examples every time; with FUZZ_EXAMPLES so many others."""
    return settings(
        max_examples=int(EXAMPLES or examples),
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


class Overheard(logging.Handler):
    """Errors that were logged: whatever nobody expected is."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(logging.Formatter().format(record))


def free_again(sandbox: Sandbox) -> None:
    """What the examples before have booked."""
    for record in sandbox.salon.records:
        if not record.deleted:
            sandbox.salon.cancel(record)
    sandbox.salon.records.clear()


@contextmanager
def calmly() -> Iterator[None]:
    """Nothing unexpected happens inside, and it does not take for ever."""
    overheard, begun = Overheard(), time.monotonic()
    logging.getLogger().addHandler(overheard)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(overheard)
    assert not overheard.said, "\n".join(overheard.said)
    assert time.monotonic() - begun < LONGEST


def assert_calm(url: str, response: Any) -> None:
    """A page or a file, or a page that says calmly what is wrong."""
    content = b"".join(response) if response.streaming else response.content
    if response.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    assert response.status_code in (*range(200, 500), 501, 503), response.status_code
    assert not response.cookies
    assert b"Traceback" not in content
    assert TAG[:12].encode() not in content
    is_page = response.get("Content-Type", "").startswith("text/html")
    if is_page and content:
        response.content = content
        page = Page(url, response)
        assert_promises(page)
        assert response.status_code < 400 or page.errors or page.all("form")
