"""What a process takes of its machine, as Linux tells it."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event, Thread

EVERY = 2.0
WARM_AFTER = 0.4
"""Of the whole time: by then the memory's room is taken and all threads are there."""


@dataclass(frozen=True)
class Vitals:
    at: float
    megabytes: float
    threads: int
    files: int
    sockets: int


def vitals(pid: int, begun: float) -> Vitals:
    status = Path(f"/proc/{pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    targets = []
    for entry in os.listdir(f"/proc/{pid}/fd"):
        with suppress(OSError):
            targets.append(os.readlink(f"/proc/{pid}/fd/{entry}"))
    return Vitals(
        at=time.monotonic() - begun,
        megabytes=int(fields["VmRSS"].split()[0]) / 1024,
        threads=int(fields["Threads"]),
        files=len(targets),
        sockets=sum(target.startswith("socket:") for target in targets),
    )


class Watch:
    """Looks at a process every few seconds."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.seen: list[Vitals] = []
        self._begun = time.monotonic()
        self._over = Event()
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def now(self) -> Vitals:
        return vitals(self.pid, self._begun)

    def growth(self, what: str) -> float:
        """From when it was warm to the end."""
        warm = [getattr(one, what) for one in self.seen if one.at >= WARM_AFTER * self.seen[-1].at]
        part = max(1, len(warm) // 4)
        return float(median(warm[-part:]) - median(warm[:part]))

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            self.seen.append(self.now())
