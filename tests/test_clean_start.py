"""A release that nobody has ever started: what the Procfile says, with the variables that the README names as needed
and no other, from a folder in which nothing may be written."""

from __future__ import annotations

import html
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from booking_site.sandbox.server import Sandbox
from tests.serving import NOT_DEPLOYED, PROJECT, free_port

PATIENCE = 30.0


@pytest.fixture
def release(tmp_path: Path) -> Iterator[Path]:
    """A build of its own, made in an environment without any setting."""
    folder = tmp_path / "release"
    shutil.copytree(PROJECT, folder, ignore=NOT_DEPLOYED)
    subprocess.run(["python", "manage.py", "collectstatic", "--noinput"], cwd=folder, env=_bare(), check=True)
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(path.stat().st_mode & ~0o222)
    yield folder
    for path in paths:
        path.chmod(path.stat().st_mode | 0o200)


def _bare() -> dict[str, str]:
    """Nothing but what finds the programs. Bytecode is Python's own affair, and the image's build makes it."""
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}


def _state(folder: Path) -> dict[Path, tuple[int, int]]:
    """Root may write in spite of every mode, and tests may run as root: so it is also looked at."""
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in (folder, *folder.rglob("*"))}


def _get(url: str) -> requests.Response:
    ends_at = time.monotonic() + PATIENCE
    while True:
        try:
            return requests.get(url, timeout=10)
        except requests.ConnectionError:
            if time.monotonic() > ends_at:
                raise
            time.sleep(0.1)


def _link(page: requests.Response, pattern: str) -> str:
    found = re.search(f'(?:href|src)="({pattern}[^"]*)"', page.text)
    assert found, f"no link to {pattern} on {page.url}"
    return html.unescape(found[1])


def test_the_procfile_serves_the_walk_with_the_needed_variables_alone_and_writes_nothing(
    release: Path, sandbox: Sandbox
) -> None:
    [command] = (release / "Procfile").read_text().splitlines()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    variables = {
        "SECRET_KEY": "only for tests " * 4,
        "ALTEGIO_PARTNER_TOKEN": "sandbox",
        "ALTEGIO_LOCATION_IDS": "4564",
        "ALTEGIO_API_URL": sandbox.url,
        "IMAGE_HOSTS": "127.0.0.1",
        "PORT": str(port),
    }
    before = _state(release)
    server = subprocess.Popen(
        shlex.split(command.removeprefix("web: ")), cwd=release, env=_bare() | variables, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert _get(f"{url}/healthz").text == "ok\n"
        services = _get(f"{url}/4564/")
        script = requests.get(url + _link(services, "/static/widget/frame"), timeout=10)
        style = requests.get(url + _link(services, "/theme/"), timeout=10)
        dates = _get(f"{url}/4564/date/?service=3301&team_member=0")
        times = _get(url + _link(dates, "/4564/time/"))
        details = _get(url + _link(times, "/4564/details/"))
    finally:
        server.terminate()
        _, log = server.communicate(timeout=40)

    assert (services.status_code, details.status_code) == (200, 200), log
    assert "Atelier Linden" in services.text
    assert 'name="fullname"' in details.text
    assert style.headers["Cache-Control"].endswith("immutable")
    assert script.headers["Cache-Control"].endswith("immutable"), "the collected files are served"
    assert _state(release) == before
    assert server.returncode == 0
    assert "Traceback" not in log


def test_no_address_is_logged_even_where_the_platform_switches_the_access_log_on(sandbox: Sandbox) -> None:
    port = free_port()
    variables = {
        "SECRET_KEY": "only for tests " * 4,
        "ALTEGIO_PARTNER_TOKEN": "sandbox",
        "ALTEGIO_LOCATION_IDS": "4564",
        "ALTEGIO_API_URL": sandbox.url,
        "PORT": str(port),
        "GUNICORN_CMD_ARGS": "--access-logfile -",
    }
    command = shlex.split((PROJECT / "Procfile").read_text().removeprefix("web: "))
    server = subprocess.Popen(
        command, cwd=PROJECT, env=_bare() | variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        _get(f"http://127.0.0.1:{port}/4564/booking/1-0123456789abcdef0123456789abcdef/?utm_source=spring")
    finally:
        server.terminate()
        log, _ = server.communicate(timeout=40)

    assert "GET 404 " in log, "the access log is on"
    assert "0123456789abcdef" not in log
    assert "spring" not in log
    assert "/4564/" not in log
