"""A site that sets cookies, to see which of them a browser brings back: whether a setting is what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.business_site import business_site
from tests.engines.visitor import Visitor
from tests.serving import at_work

# For another site's frame Chromium wants the second kind. WebKit takes "Secure" over https only.
COOKIES = ["plain=1; Path=/", "everywhere=1; Path=/; SameSite=None; Secure"]


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        for cookie in COOKIES if "favicon" not in self.path else []:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Type", "text/html")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.send_header("Cross-Origin-Resource-Policy", "cross-origin")
        self.end_headers()
        kept = "kept" if self.headers.get("Cookie") else "refused"
        self.wfile.write(
            f'<!DOCTYPE html><title>Cookies</title><a href="/again/">Again</a> <p id="cookies">{kept}</p>'
            '<p id="script">off</p><script>document.querySelector("#script").textContent = "on"</script>'.encode()
        )

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def cookie_site() -> Iterator[str]:
    with at_work(ThreadingHTTPServer(("127.0.0.1", 0), _Site)) as url:
        yield url.replace("127.0.0.1", "localhost")


def seen_by(visitor: Visitor) -> dict[str, str]:
    """What becomes of cookies in a frame on another site and on the site itself, and whether scripts run."""
    with cookie_site() as url, business_site(f"{url}/framed/") as business:
        visitor.open(business)
        visitor.enter_frame()
        script = visitor.read("#script")
        visitor.follow("a")
        framed = visitor.read("#cookies")
        visitor.open(f"{url}/")
        visitor.follow("a")
        return {"framed": framed, "own": visitor.read("#cookies"), "script": script}
