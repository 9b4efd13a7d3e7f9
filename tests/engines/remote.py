"""What a browser can be told, in the commands of https://www.w3.org/TR/webdriver2/, over one of two lines: WebDriver
for Chromium and WebKitGTK, and for Firefox its own Marionette, since Debian has no geckodriver to stand between."""

from __future__ import annotations

import json
import socket
from typing import Any, Protocol

import requests

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""How the standard marks what stands for an element."""

ADDRESSES = {
    "SetTimeouts": ("POST", "/timeouts"),
    "SetWindowRect": ("POST", "/window/rect"),
    "Navigate": ("POST", "/url"),
    "SwitchToFrame": ("POST", "/frame"),
    "SwitchToParentFrame": ("POST", "/frame/parent"),
    "FindElement": ("POST", "/element"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "ElementSendKeys": ("POST", "/element/{id}/value"),
    "GetElementText": ("GET", "/element/{id}/text"),
    "ExecuteScript": ("POST", "/execute/sync"),
    "ExecuteAsyncScript": ("POST", "/execute/async"),
    "GetCookies": ("GET", "/cookie"),
}
PATIENCE = 30.0
"""Seconds: longer than a browser is told to wait for anything."""


class Refused(Exception):
    """The browser cannot do what it was told, or not yet."""

    def __init__(self, error: dict[str, str]) -> None:
        super().__init__(f"{error['error']}: {error['message']}")


class Remote(Protocol):
    version: str

    def tell(self, command: str, **what: Any) -> Any: ...


class WebDriver:
    """A new browser of the driver that listens at ``url``."""

    def __init__(self, url: str, capabilities: dict[str, Any]) -> None:
        self._line = requests.Session()
        self._line.trust_env = False
        begun = self._ask("POST", f"{url}/session", {"capabilities": {"alwaysMatch": capabilities}})
        self._session_url = f"{url}/session/{begun['sessionId']}"
        self.version = begun["capabilities"]["browserVersion"]

    def tell(self, command: str, **what: Any) -> Any:
        method, path = ADDRESSES[command]
        if command == "SwitchToFrame":
            what = {"id": {ELEMENT: what["element"]}}
        return self._ask(method, self._session_url + path.format(**what), what)

    def close(self) -> None:
        self._ask("DELETE", self._session_url)
        self._line.close()

    def _ask(self, method: str, address: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._line.request(method, address, json=body if method == "POST" else None, timeout=PATIENCE)
        value = answer.json()["value"]
        if not answer.ok:
            raise Refused(value)
        return value


class Marionette:
    """The Firefox that listens on ``port``: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html."""

    def __init__(self, port: int) -> None:
        self._line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._answers = self._line.makefile("rb")
        self._told = 0
        self._read()
        self.version = self.tell("NewSession")["capabilities"]["browserVersion"]

    def tell(self, command: str, **what: Any) -> Any:
        self._told += 1
        message = json.dumps([0, self._told, f"WebDriver:{command}", what]).encode()
        self._line.sendall(b"%d:%b" % (len(message), message))
        _, _, error, answer = self._read()
        if error:
            raise Refused(error)
        return answer["value"] if isinstance(answer, dict) and "value" in answer else answer

    def close(self) -> None:
        self._answers.close()
        self._line.close()

    def _read(self) -> Any:
        """A message is its length, a colon and JSON."""
        length = b""
        while (byte := self._answers.read(1)) not in (b":", b""):
            length += byte
        return json.loads(self._answers.read(int(length)))
