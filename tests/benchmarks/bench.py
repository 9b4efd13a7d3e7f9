"""How fast the pages are, beside views that do nothing on the same server; how long they take behind a slow Altegio;
and how much memory a process takes. Everything is on 127.0.0.1, in less than ten minutes.

Machines differ and are busy at times: what counts are the ratios, each taken within a second or two of what it is
compared with, and of those the median.

python -m tests.benchmarks.bench [--quick]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from urllib.error import HTTPError
from urllib.request import urlopen

from booking_site.languages import LANGUAGES
from booking_site.sandbox.server import Sandbox
from booking_site.sandbox.server import running as running_sandbox
from tests.benchmarks.hasty import LATER, SOON
from tests.benchmarks.load import Got, Plan
from tests.benchmarks.served import Served, release, served
from tests.browser.salon import keep_free, working_day
from tests.conftest import BERLIN, NEW_YORK
from tests.redis.processes import children
from tests.serving import PROJECT
from tests.soak.vitals import vitals

SERVICES = (3301, 3302, 3304, 3321, 3343)
SERVERS = ("ours", "constant", "naked")
RECENT = 60
"""Addresses that are asked for again: as many as a process is asked for within seconds."""
FEW = 0.02
"""Of the memory's requests: more pages that say "busy" would be another measurement."""


@dataclass(frozen=True)
class Size:
    """How much is done. ``seconds`` are those of one measurement; after ``rest`` seconds without a call the budget is
    idle. The memory's phase ends after ``memory_seconds`` even if fewer than ``requests`` were answered by then."""

    pages: tuple[str, ...] = ("services", "date", "time")
    rounds: int = 3
    seconds: float = 1.0
    connections: tuple[int, ...] = (1, 16)
    latencies: tuple[float, ...] = (0.3, 2.0)
    waits: int = 2
    rest: float = 1.3
    requests: int = 100_000
    addresses: int = 10_000
    parts: int = 10
    memory_seconds: float = 400.0


WHOLE = Size()
QUICK = Size(("time",), 1, 0.2, (2,), (0.05,), 1, 0.1, 400, 40, 2, 20.0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--quick", action="store_true", help="the same in seconds, which only shows that it works")
    parser.add_argument("--encoding", choices=["gzip", "identity"], default="gzip", help="what visitors accept")
    options = parser.parse_args()
    size = QUICK if options.quick else WHOLE
    print(f"{date.today().isoformat()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)  # noqa: DTZ011
    with tempfile.TemporaryDirectory() as folder, running_sandbox(rate_limited=False) as sandbox:
        keep_free(sandbox)
        made = release(Path(folder))
        bench = Bench(made, sandbox, size, options.encoding)
        bench.throughput()
        bench.waits()
        bench.memory()


@dataclass(frozen=True)
class Bench:
    release: Path
    sandbox: Sandbox
    size: Size
    encoding: str

    def throughput(self) -> None:
        """Warm pages, and the same bytes from views that do nothing."""
        paths = self._paths()
        with self._three(paths) as servers:
            for page in self.size.pages:
                found = self._compare(servers, paths[page])
                for connections, by_server in found.items():
                    print(_throughput_table(page, connections, by_server), flush=True)

    def waits(self) -> None:
        """What a visitor waits behind a slow Altegio, where nothing is at hand, and where it is old."""
        print("\n| Altegio takes | page | at hand | median ms | longest ms | calls |\n|---|---|---|---|---|---|")
        for latency in self.size.latencies:
            for name, took, calls in [*self._cold(latency), *self._stale(latency)]:
                page, _, at_hand = name.partition(", ")
                print(
                    f"| {latency:g} s | {page} | {at_hand} | {median(took):.0f} | {max(took):.0f} | {calls} |",
                    flush=True,
                )

    def memory(self) -> None:
        """Of the process that serves, after many requests for many addresses from many visitors."""
        day = working_day(self.sandbox)
        looks = [f"lang={code}&utm_campaign={number}" for number in range(1000) for code, _ in LANGUAGES]
        steps = [
            step
            for service in SERVICES[:3]
            for step in (
                f"?service={service}",
                f"date/?service={service}",
                f"time/?service={service}&date={day}&team_member=0",
            )
        ]
        count = self.size.addresses
        paths = [f"/{BERLIN}/{steps[n % len(steps)]}&{looks[n % len(looks)]}" for n in range(count)]
        order = _order(count, self.size.requests)
        seen: list[tuple[int, float]] = []
        asked = 0
        with served(self.release, self.sandbox.url) as server:
            worker = max(children(server.process.pid) or [server.process.pid], key=_megabytes)
            for step in steps:
                # So that what follows finds all answers at hand, or being renewed.
                _fetched(server, f"/{BERLIN}/{step}&lang=en")
                time.sleep(self.size.rest)
            seen.append((0, _megabytes(worker)))
            ends_at = time.monotonic() + self.size.memory_seconds
            for part in range(self.size.parts):
                left = ends_at - time.monotonic()
                if left <= 0:
                    break
                numbers = order[part * len(order) // self.size.parts : (part + 1) * len(order) // self.size.parts]
                visitors = [f"8.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in numbers]
                asked_for = [paths[n] for n in numbers]
                got = load(Plan(server.port, asked_for, 16, left, len(numbers), self.encoding, visitors), FEW)
                asked += got.requests
                seen.append((asked, _megabytes(worker)))
        print(_memory_table(seen, count))

    def _paths(self) -> dict[str, str]:
        day = working_day(self.sandbox)
        paths = {
            "services": f"/{BERLIN}/?lang=en",
            "date": f"/{BERLIN}/date/?service={SERVICES[1]}&lang=en",
            "time": f"/{BERLIN}/time/?service={SERVICES[1]}&date={day}&team_member=0&lang=en",
        }
        return {page: paths[page] for page in self.size.pages}

    @contextmanager
    def _three(self, paths: Mapping[str, str]) -> Iterator[dict[str, Served]]:
        """The app, and the bytes of its pages from views that do nothing."""
        folder = self.release.parent / "pages"
        folder.mkdir()
        with ExitStack() as stack:
            ours = stack.enter_context(served(self.release, self.sandbox.url))
            for page, path in paths.items():
                (folder / f"{page}.html").write_bytes(_fetched(ours, path))
            beside = {
                name: stack.enter_context(
                    served(self.release, self.sandbox.url, f"tests.benchmarks.{name}_settings", BENCH_PAGES=str(folder))
                )
                for name in SERVERS[1:]
            }
            yield {"ours": ours, **beside}

    def _compare(self, servers: Mapping[str, Served], path: str) -> dict[int, dict[str, list[Got]]]:
        """By connections and server, a measurement for each round."""
        found: dict[int, dict[str, list[Got]]] = {n: {name: [] for name in SERVERS} for n in self.size.connections}
        for server in servers.values():
            load(Plan(server.port, [path], 4, self.size.seconds, 200, self.encoding))
        for number in range(self.size.rounds):
            for connections, by_server in found.items():
                # Nobody is always the first.
                for name in SERVERS[number % 3 :] + SERVERS[: number % 3]:
                    plan = Plan(servers[name].port, [path], connections, self.size.seconds, encoding=self.encoding)
                    by_server[name].append(load(plan))
        return found

    def _cold(self, latency: float) -> Iterator[tuple[str, list[float], str]]:
        """The first page of a process, and then others that nobody has asked for."""
        day = working_day(self.sandbox)
        some = range(self.size.waits)
        asked = {
            "services, nothing": [f"/{location}/?lang=en" for location in (BERLIN, NEW_YORK)][: self.size.waits],
            "date, business and menu": [f"/{BERLIN}/date/?service={SERVICES[n]}&lang=en" for n in some],
            "time, business and menu": [
                f"/{BERLIN}/time/?service={SERVICES[n]}&date={day + timedelta(days=n)}&team_member=0&lang=en"
                for n in some
            ],
        }
        with served(self.release, self.sandbox.url) as server, self._slow(latency):
            for name, paths in asked.items():
                yield (name, *self._timed(server, paths))

    def _stale(self, latency: float) -> Iterator[tuple[str, list[float], str]]:
        """Answers that are being renewed, and times that are too old to be shown."""
        paths = self._paths()
        with served(self.release, self.sandbox.url, "tests.benchmarks.hasty_settings") as server:
            for page, path in paths.items():
                _fetched(server, path)
                with self._slow(latency):
                    time.sleep(SOON + 0.2)
                    # Too old by then are answers that may be shown while they are renewed; times are not among them.
                    yield (f"{page}, answers being renewed", *self._timed(server, [path]))
            _fetched(server, paths["time"])
            with self._slow(latency):
                time.sleep(LATER + 0.2)
                yield ("time, all but the times", *self._timed(server, [paths["time"]]))

    @contextmanager
    def _slow(self, latency: float) -> Iterator[None]:
        self.sandbox.faults.add("slow", seconds=latency)
        try:
            yield
        finally:
            # Whatever was begun in the background comes to its end.
            time.sleep(latency + self.size.rest)
            self.sandbox.faults.clear()

    def _timed(self, server: Served, paths: Sequence[str]) -> tuple[list[float], str]:
        """Milliseconds of each, and how many calls each cost."""
        took, calls = [], []
        for path in paths:
            time.sleep(self.size.rest)
            before = len(self.sandbox.requests)
            begun = time.perf_counter()
            _fetched(server, path)
            took.append(1000 * (time.perf_counter() - begun))
            calls.append(len(self.sandbox.requests) - before)
        return took, "–".join(map(str, sorted({min(calls), max(calls)})))


def _order(addresses: int, requests: int) -> list[int]:
    """Which address is asked for when: each is new once, and otherwise it is one of the latest."""
    rng, order, newest = Random(1), [], -1
    for number in range(requests):
        latest = number * addresses // requests
        order.append(latest if latest > newest else max(0, latest - rng.randrange(RECENT)))
        newest = latest
    return order


def load(plan: Plan, most_others: float = 0.0) -> Got:
    """By a process of its own, so that it takes nothing from this one's or the server's thread. At most that share of
    the answers may be anything but the page."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.load"],
        input=json.dumps(asdict(plan)), capture_output=True, text=True, cwd=PROJECT, timeout=plan.seconds + 120,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    got = Got(**json.loads(done.stdout))
    if got.statuses.get("200", 0) < (1 - most_others) * got.requests:
        raise RuntimeError(f"not only pages: {got.statuses}")
    return got


def _megabytes(pid: int) -> float:
    return vitals(pid, 0).megabytes


def _fetched(server: Served, path: str) -> bytes:
    try:
        with urlopen(server.url + path, timeout=30) as answer:
            return bytes(answer.read())
    except HTTPError as refused:
        raise RuntimeError(f"{path}: {refused.code} {refused.read()[-500:]!r}") from None


def _throughput_table(page: str, connections: int, by_server: Mapping[str, Sequence[Got]]) -> str:
    lines = [
        f"\n{page}, {connections} connection{'s' * (connections > 1)}\n",
        "| | requests/s | p50 ms | p95 ms | p99 ms | ours to it: requests/s | ours to it: p95 |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, rounds in by_server.items():
        pairs = list(zip(by_server["ours"], rounds, strict=True))
        times = [median(got.milliseconds[n] for got in rounds) for n in range(3)]
        rate = median(ours.per_second / got.per_second for ours, got in pairs)
        wait = median(ours.milliseconds[1] / got.milliseconds[1] for ours, got in pairs)
        shown = " | ".join(f"{ms:.1f}" for ms in times)
        compared = "– | –" if name == "ours" else f"{rate:.2f} | {wait:.2f}"
        lines.append(f"| {name} | {median(got.per_second for got in rounds):.0f} | {shown} | {compared} |")
    return "\n".join(lines)


def _memory_table(seen: Sequence[tuple[int, float]], addresses: int) -> str:
    warm = seen[max(1, len(seen) // 5)][1]
    growth = seen[-1][1] / warm - 1
    return "\n".join(
        [
            f"\nmemory of the process that serves, over {addresses:,} addresses and as many visitors\n",
            "| requests | MB |\n|---|---|",
            *(f"| {asked:,} | {megabytes:.1f} |" for asked, megabytes in seen),
            f"\nfrom warm to the end: {growth:+.1%}",
        ]
    )


if __name__ == "__main__":
    main()
