"""A pretend business's own site, from a socket, and so a host name, of its own. It embeds the widget as any site would,
and knows nothing of how that is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from threading import Thread
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


@contextmanager
def serving_salon(widget: str, port: int = 0) -> Iterator[str]:
    """``widget`` is the origin that the widget is served from. Gives the site's own."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            file = HERE / ("index.html" if path == "/" else Path(path).name)
            if file.suffix not in TYPES or not file.is_file():
                self.send_error(404)
                return
            content = Template(file.read_text(encoding="utf-8")).safe_substitute(widget=widget).encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{TYPES[file.suffix]}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            # As strict as a site can be: the widget needs no more than these two permissions.
            policy = f"default-src 'none'; style-src 'self'; script-src 'self' {widget}; frame-src {widget}"
            self.send_header("Content-Security-Policy", f"{policy}; require-trusted-types-for 'script'")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Site)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
