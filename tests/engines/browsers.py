"""The browsers, each with a setting for cookies, a profile of its own, and no way out of this machine."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.engines.remote import Marionette, Remote, WebDriver
from tests.serving import free_port

PATIENCE = 20.0
PACKAGES = {
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",
    "Xvfb": "xvfb",
}
NOWHERE = ("127.0.0.1", 9)
"""A proxy that is none, for whatever is not on this machine: an engine calls home in more ways than can be switched
off."""


@dataclass(frozen=True)
class Setting:
    """What an engine is told about cookies, and what is to become of them then."""

    engine: str
    name: str
    told: dict[str, Any]
    framed: str
    own: str

    def __str__(self) -> str:
        return f"{self.engine}, {self.name}"


SETTINGS = [
    Setting("Chromium", "third parties blocked", {"profile.cookie_controls_mode": 1}, "refused", "kept"),
    Setting("Chromium", "all blocked", {"profile.default_content_setting_values.cookies": 2}, "refused", "refused"),
    Setting("Firefox", "default", {}, "kept", "kept"),
    Setting("Firefox", "third parties blocked", {"network.cookie.cookieBehavior": 1}, "refused", "kept"),
    Setting("Firefox", "all blocked", {"network.cookie.cookieBehavior": 2}, "refused", "refused"),
    Setting("WebKitGTK", "default", {}, "refused", "kept"),
    Setting("WebKitGTK", "all blocked", {"cookies-policy": "never"}, "refused", "refused"),
]


@contextmanager
def browsing(setting: Setting, has_script: bool, folder: Path) -> Iterator[Remote]:
    with LAUNCHERS[setting.engine](setting.told, has_script, folder) as browser:
        yield browser


@contextmanager
def chromium(told: dict[str, Any], has_script: bool, folder: Path) -> Iterator[Remote]:
    arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    options = {
        "binary": _needed("chromium"),
        "args": [*arguments, f"--proxy-server={NOWHERE[0]}:{NOWHERE[1]}"],
        "prefs": told if has_script else {**told, "profile.default_content_setting_values.javascript": 2},
    }
    with (
        _driver(_needed("chromedriver"), folder) as url,
        closing(WebDriver(url, {"goog:chromeOptions": options})) as browser,
    ):
        yield browser


@contextmanager
def firefox(told: dict[str, Any], has_script: bool, folder: Path) -> Iterator[Remote]:
    preferences = {
        "browser.startup.page": 0,
        "marionette.port": 0,
        "javascript.enabled": has_script,
        "network.proxy.type": 1,
        "network.proxy.http": NOWHERE[0],
        "network.proxy.http_port": NOWHERE[1],
        "network.proxy.ssl": NOWHERE[0],
        "network.proxy.ssl_port": NOWHERE[1],
        **told,
    }
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
    (folder / "user.js").write_text("".join(lines))
    command = [_needed("firefox-esr"), "--headless", "--no-remote", "--marionette", "--profile", str(folder)]
    with (
        _running(command, folder, lambda: _text(folder / "MarionetteActivePort")) as port,
        closing(Marionette(int(port))) as browser,
    ):
        yield browser


@contextmanager
def webkit(told: dict[str, Any], has_script: bool, folder: Path) -> Iterator[Remote]:
    arguments = [f"--{name}={value}" for name, value in told.items()]
    if not has_script:
        arguments.append("--enable-javascript=false")
    proxy = [f"--proxy=http://{NOWHERE[0]}:{NOWHERE[1]}", "--ignore-host=127.0.0.1", "--ignore-host=localhost"]
    options = {"args": ["--automation", *proxy, *arguments]}
    screen = [_needed("Xvfb"), "-displayfd", "1", "-screen", "0", "1280x1280x24", "-nolisten", "tcp"]
    with (
        _running(screen, folder, lambda: _text(folder / "Xvfb.log")) as display,
        _driver(_needed("WebKitWebDriver"), folder, DISPLAY=f":{display}") as url,
        closing(WebDriver(url, {"webkitgtk:browserOptions": options})) as browser,
    ):
        yield browser


LAUNCHERS = {"Chromium": chromium, "Firefox": firefox, "WebKitGTK": webkit}


def _needed(command: str) -> str:
    found = shutil.which(command)
    if not found:
        absent = [package for name, package in PACKAGES.items() if not shutil.which(name)]
        pytest.skip(f"there is no {command}: apt-get install --no-install-recommends {' '.join(absent)}")
    return found


@contextmanager
def _driver(program: str, folder: Path, **environment: str) -> Iterator[str]:
    port = free_port()
    with _running([program, f"--port={port}"], folder, lambda: _listens(port), **environment):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], folder: Path, answer: Callable[[], str], **environment: str) -> Iterator[str]:
    """A program at work. Gives its first answer, which is waited for."""
    # Nothing that the machine's user has set up, and no bus for accessibility to wait for.
    homes = {name: str(folder) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    variables = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "NO_AT_BRIDGE": "1", **homes, **environment}
    name = Path(command[0]).name
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=log, stderr=subprocess.DEVNULL)
        try:
            ends_at = time.monotonic() + PATIENCE
            while not (first := answer()):
                assert process.poll() is None, f"{name} ended by itself"
                assert time.monotonic() < ends_at, f"{name} does not answer"
                time.sleep(0.02)
            yield first
        finally:
            process.terminate()
            process.wait(timeout=10)


def _text(file: Path) -> str:
    return file.read_text().strip() if file.exists() else ""


def _listens(port: int) -> str:
    with socket.socket() as probe:
        return "yes" if probe.connect_ex(("127.0.0.1", port)) == 0 else ""
