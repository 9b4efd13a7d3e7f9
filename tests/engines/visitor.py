"""What a visitor does in a browser: the same in all of them, and without any script of ours."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from tests.engines.remote import ELEMENT, Refused, Remote

PATIENCE = 12.0
"""Seconds: for a machine that has much else to do. Nothing waits that long where all is well."""


class Visitor:
    def __init__(self, browser: Remote) -> None:
        self._tell = browser.tell
        self._tell("SetTimeouts", implicit=0, pageLoad=int(PATIENCE * 1000), script=int(PATIENCE * 1000))
        # WebKit presses what a frame shows below the window's edge without scrolling there.
        self._tell("SetWindowRect", x=0, y=0, width=800, height=1200)

    def open(self, url: str) -> None:
        self._tell("Navigate", url=url)

    def enter_frame(self) -> None:
        _patiently(lambda: self._tell("SwitchToFrame", element=self._find("iframe")))

    def leave_frame(self) -> None:
        self._tell("SwitchToParentFrame")

    def read(self, css: str) -> str:
        return str(self._at("GetElementText", css))

    def press(self, css: str) -> None:
        self._at("ElementClick", css)

    def type(self, css: str, text: str) -> None:
        """After a click: WebKit lets nothing else take the focus to a frame of another site."""
        self.press(css)
        self._at("ElementSendKeys", css, text=text)

    def follow(self, css: str) -> None:
        """Presses what leads to another page, and waits until this one is gone."""
        self._leave(lambda: self.press(css), css)

    def go(self, css: str) -> None:
        """The same by script, wherever on the page it is."""
        self._leave(lambda: self.run(f"document.querySelector({json.dumps(css)}).click()"), css)

    def _leave(self, press: Callable[[], Any], css: str) -> None:
        page = _patiently(lambda: self._find("html"))
        press()
        ends_at = time.monotonic() + PATIENCE
        while self._is_there(page):
            assert time.monotonic() < ends_at, f"{css} leads nowhere"
            time.sleep(0.02)

    def cookies(self) -> list[dict[str, Any]]:
        return list(self._tell("GetCookies"))

    def run(self, script: str) -> Any:
        return self._tell("ExecuteScript", script=script, args=[])

    def run_and_wait(self, script: str) -> Any:
        """The script's last argument is what it calls with its answer."""
        return self._tell("ExecuteAsyncScript", script=script, args=[])

    def _at(self, command: str, css: str, **what: Any) -> Any:
        return _patiently(lambda: self._tell(command, id=self._find(css), **what))

    def _find(self, css: str) -> str:
        return str(self._tell("FindElement", using="css selector", value=css)[ELEMENT])

    def _is_there(self, element: str) -> bool:
        """While a page goes, Chromium's driver has other words for it than "stale"."""
        try:
            self._tell("GetElementText", id=element)
        except Refused:
            return False
        return True


def _patiently(do: Callable[[], Any]) -> Any:
    """Once the browser can do it: a page may be on its way."""
    ends_at = time.monotonic() + PATIENCE
    while True:
        try:
            return do()
        except Refused:
            if time.monotonic() > ends_at:
                raise
            time.sleep(0.02)
