"""A business's own site around the widget: 127.0.0.1 and localhost are two sites to a browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.serving import at_work


@contextmanager
def serving_page(html: str, headers: Mapping[str, str]) -> Iterator[str]:
    """One page at every address. Gives its origin."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with at_work(ThreadingHTTPServer(("127.0.0.1", 0), Site)) as origin:
        yield origin


@contextmanager
def business_site(frame_url: str) -> Iterator[str]:
    """A page of a business that isolates itself and frames the widget without a script. Gives its origin."""
    frame = f'<iframe src="{frame_url}" title="Booking" width="390" height="900"></iframe>'
    headers = {
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Content-Security-Policy": f"default-src 'none'; frame-src {frame_url.rsplit('/', 2)[0]}",
    }
    with serving_page(f"<!DOCTYPE html><title>Salon</title>{frame}", headers) as origin:
        yield origin
