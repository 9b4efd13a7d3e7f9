"""gunicorn and granian side by side, each serving this app as it would be deployed: how fast pages are that are at
hand, whether they stay so while others wait for a slow Altegio or send their requests slowly, what memory is taken, and
what becomes of a booking that is being made when the server is told to stop.

pip install granian==2.8.9, then python -m tests.benchmarks.server_programs
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urljoin

import requests

from booking_site.sandbox.server import Sandbox
from booking_site.sandbox.server import running as running_sandbox
from tests.benchmarks.bench import load
from tests.benchmarks.load import Got, Plan
from tests.benchmarks.served import Served, procfile, release, served
from tests.browser.salon import HAIRCUT, YUSUF, at, keep_free, working_day
from tests.conftest import BERLIN
from tests.redis.processes import children
from tests.walker import Page

GRANIAN = [
    "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--workers", "1", "--blocking-threads", "32",
    "--http1-header-read-timeout", "15000", "--workers-kill-timeout", "25", "booking_site.wsgi:application",
]  # fmt: skip
PROGRAMS: Mapping[str, Callable[[int], list[str]]] = {
    "gunicorn": lambda port: procfile(),
    "granian": lambda port: [GRANIAN[0], "--port", str(port), *GRANIAN[1:]],
}
ROUNDS, SECONDS = 5, 1.5
WAITING = 20
"""Visitors for whom Altegio is slow: fewer than threads."""
SLOW = 2.0
LINGERING = 40
"""Who never finish their request: more than threads."""
HALF_A_BODY = b"Content-Length: 9\r\n\r\na"
BOOKING_TAKES = 4.0


def main() -> None:
    if not shutil.which("granian"):
        raise SystemExit("granian is missing: pip install granian==2.8.9")
    print(f"{date.today().isoformat()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")  # noqa: DTZ011
    with tempfile.TemporaryDirectory() as folder, running_sandbox(rate_limited=False) as sandbox:
        keep_free(sandbox)
        made = release(Path(folder))
        _throughput(made, sandbox)
        for title, measured in (
            (f"a page at hand, while {WAITING} wait {SLOW:g} s for Altegio", _while_others_wait),
            (f"a page at hand, while {LINGERING} send half a request", _while_others_linger(b"")),
            (f"a page at hand, while {LINGERING} send half a body", _while_others_linger(HALF_A_BODY)),
            ("stopped during a booking", _stopped),
        ):
            for name, command in PROGRAMS.items():
                with served(made, sandbox.url, command=command) as server:
                    print(f"{title}: {name}: {measured(server, sandbox)}", flush=True)


def _throughput(made: Path, sandbox: Sandbox) -> None:
    """And what it leaves in memory."""
    print("\n| page | connections | server | requests/s | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|---|---|")
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(served(made, sandbox.url, command=command)) for name, command in PROGRAMS.items()
        }
        fresh = {name: _memory(server) for name, server in servers.items()}
        for page, path in _paths(sandbox).items():
            for server in servers.values():
                load(Plan(server.port, [path], 4, SECONDS, 200))
            for connections in (1, 16, 64):
                found: dict[str, list[Got]] = {name: [] for name in servers}
                for number in range(ROUNDS):
                    # Nobody is always the first.
                    for name in sorted(servers, reverse=bool(number % 2)):
                        found[name].append(load(Plan(servers[name].port, [path], connections, SECONDS)))
                for name, rounds in found.items():
                    times = (f"{median(got.milliseconds[n] for got in rounds):.1f}" for n in range(3))
                    rate = median(got.per_second for got in rounds)
                    print(f"| {page} | {connections} | {name} | {rate:.0f} | {' | '.join(times)} |", flush=True)
        for name, server in servers.items():
            print(f"\nmemory of all processes: {name}: {fresh[name]} MB at first, {_memory(server)} MB after it")
    print()


def _paths(sandbox: Sandbox) -> dict[str, str]:
    times = f"/{BERLIN}/time/?service={HAIRCUT}&date={working_day(sandbox)}&team_member=0&lang=en"
    return {"services": f"/{BERLIN}/?lang=en", "time": times}


def _memory(server: Served) -> int:
    """Megabytes of its own that each process has, and what they share once."""
    pids = [server.process.pid, *children(server.process.pid)]
    return round(sum(_own_and_share(pid) for pid in pids))


def _own_and_share(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _while_others_wait(server: Served, sandbox: Sandbox) -> str:
    path = _paths(sandbox)["services"]
    requests.get(server.url + path, timeout=30)
    day = working_day(sandbox)
    with _slow(sandbox, "book_times"), ThreadPoolExecutor(WAITING) as pool:
        asked = [
            f"{server.url}/{BERLIN}/time/?service={HAIRCUT}&date={day + timedelta(days=n)}&team_member={YUSUF}&lang=en"
            for n in range(WAITING)
        ]
        others = [pool.submit(requests.get, url, timeout=60) for url in asked]
        time.sleep(0.3)
        got = load(Plan(server.port, [path], 4, SLOW / 2))
        statuses = sorted(other.result().status_code for other in others)
    return f"{_times(got)}; the others: {statuses.count(200)} of {WAITING} got their page"


def _while_others_linger(rest: bytes) -> Callable[[Served, Sandbox], str]:
    def measured(server: Served, sandbox: Sandbox) -> str:
        path = _paths(sandbox)["services"]
        requests.get(server.url + path, timeout=30)
        begun = f"POST /{BERLIN}/date/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nSec-Fetch-Site: same-origin\r\n"
        form = "Content-Type: application/x-www-form-urlencoded\r\n" if rest else ""
        with ExitStack() as stack:
            for _ in range(LINGERING):
                lingering = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
                lingering.sendall((begun + form).encode() + rest)
            time.sleep(0.3)
            asked_at = time.monotonic()
            try:
                requests.get(server.url + path, timeout=40)
            except requests.RequestException as failure:
                return f"no answer in 40 s ({type(failure).__name__})"
            return f"after {time.monotonic() - asked_at:.1f} s"

    return measured


def _stopped(server: Served, sandbox: Sandbox) -> str:
    """While Altegio takes its time to book."""
    # At another hour than the server before this one.
    starts_at = at(sandbox, 10 + len(sandbox.salon.records) % 7).isoformat()
    query = urlencode({"service": HAIRCUT, "team_member": YUSUF, "slot": starts_at, "lang": "en"})
    with requests.Session() as session:
        session.headers["Sec-Fetch-Site"] = "same-origin"
        answer = session.get(f"{server.url}/{BERLIN}/details/?{query}", timeout=30)
        form = Page(answer.url, answer)
        fields = form.typed() | {"fullname": "Ada Lovelace", "phone": "+493012345678"}
        url = urljoin(form.url, str(form.all("form#typed")[0]["action"]))
        before = len(sandbox.salon.records)
        with _slow(sandbox, "book_record", BOOKING_TAKES), ThreadPoolExecutor(1) as pool:
            sent = pool.submit(session.post, url, data=fields, timeout=60, allow_redirects=False)
            time.sleep(1)
            stopped_at = time.monotonic()
            server.process.terminate()
            time.sleep(0.5)
            others = _outcome(lambda: requests.get(f"{server.url}/healthz", timeout=1).status_code)
            told = _outcome(lambda: sent.result().status_code)
            told_after = time.monotonic() - stopped_at
            server.process.wait(60)
            took = time.monotonic() - stopped_at
    made = len(sandbox.salon.records) - before
    return f"visitor told {told} after {told_after:.1f} s, {made} booked; newcomers {others}; gone after {took:.1f} s"


def _outcome(ask: Callable[[], int]) -> str:
    try:
        return str(ask())
    except requests.RequestException as failure:
        return type(failure).__name__


@contextmanager
def _slow(sandbox: Sandbox, endpoint: str, seconds: float = SLOW) -> Iterator[None]:
    sandbox.faults.add("slow", endpoint=endpoint, seconds=seconds)
    try:
        yield
    finally:
        sandbox.faults.clear()


def _times(got: Got) -> str:
    return f"p50 {got.milliseconds[0]:.1f} ms, p99 {got.milliseconds[2]:.1f} ms"


if __name__ == "__main__":
    main()
