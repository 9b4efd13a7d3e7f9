from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Overheard:
    """What was said about cookies between browsers and the widget, and how many answers there were."""

    def __init__(self) -> None:
        self.answers = 0
        self.cookies: list[str] = []

    def around(self, app: WSGIApplication) -> WSGIApplication:
        def overhear(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            path = environ["PATH_INFO"]
            if cookie := environ.get("HTTP_COOKIE"):
                self.cookies.append(f"sent to {path}: {cookie}")

            def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
                self.answers += 1
                self.cookies += [f"set by {path}: {value}" for name, value in headers if name.lower() == "set-cookie"]
                return start_response(status, headers, exc_info)

            return app(environ, start)

        return overhear
