"""The processes of a served app: those that gunicorn's first one has started."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE = 20.0


def first_process(url: str) -> int:
    """The one that this process has started to serve that address."""
    variable = f"PORT={urlsplit(url).port}".encode()
    [found] = [
        pid for pid in children(os.getpid()) if variable in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    ]
    return found


def children(parent: int) -> list[int]:
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _parent_of(pid) == parent]


def kill(pids: list[int]) -> None:
    """At once, as when memory runs out."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def wait_for_others(parent: int, than: list[int]) -> None:
    """Until as many have been started in their place."""
    ends_at = time.monotonic() + PATIENCE
    while len(set(children(parent)) - set(than)) < len(than):
        assert time.monotonic() < ends_at, "nobody took their place"
        time.sleep(0.05)


def _environment_of(pid: int) -> list[bytes]:
    return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")


def _parent_of(pid: int) -> int:
    try:
        # The name, in brackets, may hold anything.
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
