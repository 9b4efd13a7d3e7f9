"""A release, served by the line of the Procfile."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.conftest import BERLIN, NEW_YORK
from tests.serving import NOT_DEPLOYED, PATIENCE, PROJECT, free_port


class Served:
    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port
        self.url = f"http://127.0.0.1:{port}"


def release(folder: Path) -> Path:
    """A copy with its static files collected."""
    made = folder / "release"
    shutil.copytree(PROJECT, made, ignore=NOT_DEPLOYED)
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(command, cwd=made, env={"PATH": os.environ["PATH"]}, check=True)
    return made


def procfile() -> list[str]:
    lines = dict(line.split(":", 1) for line in (PROJECT / "Procfile").read_text().splitlines() if ":" in line)
    return shlex.split(lines["web"])


@contextmanager
def served(
    folder: Path,
    altegio_url: str,
    settings: str = "booking_site.settings",
    command: Callable[[int], list[str]] = lambda _: procfile(),
    **more: str,
) -> Iterator[Served]:
    """``folder`` is the release's. The settings may be of the tests: they are found in this project. ``command`` starts
    the server at a port."""
    port = free_port()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    variables = {
        "PATH": path, "PYTHONPATH": str(PROJECT), "PORT": str(port), "DJANGO_SETTINGS_MODULE": settings,
        "SECRET_KEY": "only for benchmarks " * 4, "ALTEGIO_API_URL": altegio_url, "ALTEGIO_PARTNER_TOKEN": "sandbox",
        "ALTEGIO_LOCATION_IDS": f"{BERLIN},{NEW_YORK}", "EMBED_ALLOWED_ORIGINS": "https://www.example.com", **more,
    }  # fmt: skip
    log_file = folder.parent / f"{port}.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(command(port), cwd=folder, env=variables, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", process, log_file)
            yield Served(process, port)
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait_for(url: str, process: subprocess.Popen[bytes], log_file: Path) -> None:
    ends_at = time.monotonic() + 3 * PATIENCE
    while time.monotonic() < ends_at and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"the server does not serve:\n{log_file.read_text()[-3000:]}")
