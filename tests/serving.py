"""The widget behind a real socket: in this process for most tests, and the way production serves it for bytes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen
from wsgiref.types import WSGIApplication

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

PROJECT = Path(__file__).resolve().parent.parent
NOT_DEPLOYED = shutil.ignore_patterns(".*", "__pycache__", "docs", "staticfiles", "tests")
PATIENCE = 20.0


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadedWSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        """Without asking what this machine is called, which takes seconds where nobody answers."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]
        self.setup_environ()


@contextmanager
def serving(around: Callable[[WSGIApplication], WSGIApplication] = lambda app: app) -> Iterator[str]:
    """Serves the app, and what a test puts around it, with the settings of this process. Gives the address it is found
    at."""
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(around(WSGIHandler()))
    with at_work(server) as url:
        yield url


@contextmanager
def at_work(server: HTTPServer) -> Iterator[str]:
    """A server in a thread of this process. Gives its address."""
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serving_as_in_production(folder: Path, **environment: str) -> Iterator[str]:
    """A release of its own below ``folder``, with its files collected, behind gunicorn."""
    release = folder / "release"
    shutil.copytree(PROJECT, release, ignore=NOT_DEPLOYED)
    port = free_port()
    variables = {"PATH": os.environ["PATH"], "SECRET_KEY": "only for tests " * 4, "PORT": str(port), **environment}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        cwd=release, env=variables, check=True,
    )  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "booking_site.wsgi"]
    with (folder / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=release, env=variables, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/healthz", process, log_file=folder / "gunicorn.log")
            yield url
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], log_file: Path) -> None:
    ends_at = time.monotonic() + PATIENCE
    while time.monotonic() < ends_at and process.poll() is None:
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"gunicorn does not serve:\n{log_file.read_text()}")
