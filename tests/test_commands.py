"""What the README promises of the commands."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.serving import free_port

ROOT = Path(__file__).parent.parent


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[str]]:
    """A command of manage.py in an environment without any setting, ended as a terminal would."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=kept, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)


def answer(url: str, **options: object) -> requests.Response:
    """The first answer of a server that may still be starting."""
    ends_at = time.monotonic() + 30
    while True:
        try:
            return requests.get(url, timeout=10, **options)  # type: ignore[arg-type]
        except requests.ConnectionError:
            if time.monotonic() > ends_at:
                raise
            time.sleep(0.1)


def test_the_demo_serves_the_walk_without_any_setting_and_ends_when_told() -> None:
    port, site_port = free_port(), free_port()
    with running("demo", "--port", str(port), "--site-port", str(site_port)):
        assert answer(f"http://127.0.0.1:{port}/healthz").text == "ok\n"
        page = answer(f"http://127.0.0.1:{port}/4564/")
        style = re.search(r'href="(/theme/[\w-]+\.[0-9a-f]{8}\.css)"', page.text)
        script = re.search(r'src="(/static/widget/frame\.[0-9a-f]{12}\.js)"', page.text)

        assert page.status_code == 200
        assert "Atelier Linden" in page.text
        assert "Set-Cookie" not in page.headers
        assert style
        assert script
        assert answer(f"http://127.0.0.1:{port}/embed.js").ok
        salon = answer(f"http://127.0.0.1:{site_port}/")
        assert f'<script async src="http://localhost:{port}/embed.js"></script>' in salon.text
        assert f"http://127.0.0.1:{site_port}" in page.headers["Content-Security-Policy"]
        for file in (style[1], script[1]):
            assert answer(f"http://127.0.0.1:{port}{file}").headers["Cache-Control"].endswith("immutable")

    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the demo left its server behind"


def test_the_sandbox_can_be_served_alone() -> None:
    port = free_port()
    with running("sandbox", "--port", str(port)):
        response = answer(
            f"http://127.0.0.1:{port}/api/v1/company/4564",
            headers={"Accept": "application/vnd.api.v2+json", "Authorization": "Bearer sandbox"},
        )

        assert response.json()["data"]["title"] == "Atelier Linden"


def test_the_procfile_starts_the_server_as_a_paas_would() -> None:
    [web] = [
        line.split(": ", 1)[1] for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web: ")
    ]
    port = free_port()
    variables = {
        "SECRET_KEY": "k" * 60,
        "ALTEGIO_PARTNER_TOKEN": "token",
        "ALTEGIO_LOCATION_IDS": "4564",
        "ALTEGIO_API_URL": "http://127.0.0.1:9/api/v1",
        "PORT": str(port),
        "WEB_CONCURRENCY": "4",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    process = subprocess.Popen(web.split(), cwd=ROOT, env=variables, stderr=subprocess.PIPE, text=True)
    try:
        assert answer(f"http://127.0.0.1:{port}/healthz").status_code == 200
        assert answer(f"http://127.0.0.1:{port}/4564/").status_code == 503
        assert requests.head(f"http://127.0.0.1:{port}/4564/", timeout=10).status_code == 503
    finally:
        process.terminate()
        _, log = process.communicate(timeout=40)

    assert log.count("Booting worker") == 1, "without Redis there is one process, whatever WEB_CONCURRENCY says"
    assert "token" not in log
    assert "body bytes" not in log
