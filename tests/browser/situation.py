from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from booking_site.sandbox.server import Sandbox

Prepare = Callable[[Sandbox], str]
GoOn = Callable[[Page, Sandbox], None]


def stay(page: Page, sandbox: Sandbox) -> None:
    """The address alone shows the page."""


@dataclass(frozen=True)
class Situation:
    """``prepare`` gives the address, ``go_on`` is what is done there to come to the page, and ``shows`` is what is
    on it, so that no test looks at another one."""

    prepare: Prepare
    shows: str
    go_on: GoOn = stay
