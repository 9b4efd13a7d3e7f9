"""Between WSGI and our own Request and Answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from booking_site.sandbox.wire import Answer, Request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


class Headers(Mapping[str, str]):
    """Request headers, whatever the case of their names."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = {name.title(): value for name, value in headers.items()}

    def __getitem__(self, name: str) -> str:
        return self._headers[name.title()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers)

    def __len__(self) -> int:
        return len(self._headers)


def request_from(environ: WSGIEnvironment) -> Request:
    body: bytes = environ["wsgi.input"].read()
    environ["wsgi.input"].seek(0)
    names = {name: name.removeprefix("HTTP_").replace("_", "-") for name in environ if name.startswith("HTTP_")}
    headers = {short: environ[name] for name, short in names.items()}
    if environ.get("CONTENT_TYPE"):
        headers["Content-Type"] = environ["CONTENT_TYPE"]
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"],
        query=tuple(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
        headers=Headers(headers),
        body=body,
        host=environ.get("HTTP_HOST", ""),
    )


def answer_of(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """What a WSGI application answers, as a whole."""
    begun: list[tuple[int, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        begun.append((int(status.partition(" ")[0]), headers))

    body = b"".join(app(environ, start_response))
    [(status, headers)] = begun
    return Answer(status, body, tuple(pair for pair in headers if pair[0] != "Content-Length"))
