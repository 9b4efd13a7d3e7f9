"""The site of a business that shows the widget in a frame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.serving import at_work


@contextmanager
def business_site(frame_url: str) -> Iterator[str]:
    """A page of a business that isolates itself and frames the widget. Gives its origin."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            frame = f'<iframe src="{frame_url}" title="Booking" width="390" height="900"></iframe>'
            body = f"<!DOCTYPE html><title>Salon</title>{frame}"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.send_header("Content-Security-Policy", f"default-src 'none'; frame-src {frame_url.rsplit('/', 2)[0]}")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with at_work(ThreadingHTTPServer(("127.0.0.1", 0), Host)) as origin:
        yield origin
