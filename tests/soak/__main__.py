"""The app as production serves it, for minutes, before an Altegio as strict as the real one and over a network that
fails every few seconds. Everything is on 127.0.0.1.

python -m tests.soak --minutes 10
python -m tests.soak --minutes 10 --processes 2    with a redis-server of their own
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from booking_site.sandbox.server import Sandbox
from booking_site.sandbox.server import running as running_sandbox
from tests.conftest import BERLIN
from tests.faults.proxy import KINDS, Fault, Proxy
from tests.faults.proxy import running as running_proxy
from tests.redis.processes import children, first_process
from tests.redis.server import running_redis
from tests.serving import serving_as_in_production
from tests.soak.visitors import Crowd
from tests.soak.vitals import Vitals, Watch

VISITORS = 14
HEALTHY, FAILING = (5.0, 9.0), (2.0, 6.0)
"""Seconds, at random, of each in turn."""
REST = 12.0
"""Seconds after the last visitor, in which whatever hangs comes to its end."""
MOST_GROWTH = {"megabytes": 15.0, "threads": 10, "files": 20, "sockets": 20}
MOST_LEFT = {"threads": 75, "sockets": 30}
"""Once all visitors have gone. 32 threads that answer and 32 that ask stay for the next ones, with connections."""


class Weather:
    """Switches faults on and off."""

    def __init__(self, proxy: Proxy, seed: int) -> None:
        self.met: Counter[str] = Counter()
        self._proxy = proxy
        self._rng = random.Random(seed)
        self._over = Event()
        self._thread = Thread(target=self._change, daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _change(self) -> None:
        while not self._over.wait(self._rng.uniform(*HEALTHY)):
            kind = self._rng.choice([*KINDS, "refused", "POST book_record"])
            with self._failing(kind):
                self._over.wait(self._rng.uniform(*FAILING))

    @contextmanager
    def _failing(self, kind: str) -> Iterator[None]:
        if kind == "refused":
            self._proxy.refuse()
            yield
            self._proxy.listen()
            self.met[kind] += 1
            return
        endpoint = "*"
        if kind == "POST book_record":
            kind, endpoint = self._rng.choice(["reset_after", "reset_before", "truncated", "hang_after"]), kind
        fault = self._proxy.fault = Fault(kind, endpoint, seconds=0.3, jitter=1.0)
        yield
        self._proxy.fault = None
        self.met[f"{kind} {endpoint}"] += fault.met


def main() -> int:
    parser = argparse.ArgumentParser(prog="soak")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.getLogger("bs4.dammit").setLevel(logging.ERROR)  # a redirect has no words to read
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sandbox = stack.enter_context(running_sandbox())
        proxy = stack.enter_context(running_proxy(sandbox.url))
        known = {
            "ALTEGIO_API_URL": proxy.url,
            "ALTEGIO_PARTNER_TOKEN": "sandbox",
            "ALTEGIO_LOCATION_IDS": str(BERLIN),
        }
        if options.processes > 1:
            redis = stack.enter_context(running_redis(folder))
            known |= {"REDIS_URL": redis.url, "WEB_CONCURRENCY": str(options.processes)}
        with serving_as_in_production(folder, **known) as url:
            crowd, weather = Crowd(url, sandbox, VISITORS), Weather(proxy, options.seed)
            watches = [Watch(worker) for worker in children(first_process(url))]
            crowd.come()
            weather.begin()
            time.sleep(60 * options.minutes)
            weather.end()
            crowd.leave()
            for watch in watches:
                watch.end()
            time.sleep(REST)
            lefts = [watch.now() for watch in watches]
        log = (folder / "gunicorn.log").read_text()
    wrong = [*crowd.seen.wrong, *what_was_booked_wrongly(crowd, sandbox)]
    if len(watches) != options.processes:
        wrong.append(f"{len(watches)} processes")
    if "Traceback" in log:
        wrong.append("unexpected: " + log[log.index("Traceback") :][:2000])
    for watch, left in zip(watches, lefts, strict=True):
        wrong += what_grew(watch, left)
        report_vitals(watch, left)
    report(crowd, weather, sandbox)
    print("\n".join(["", f"{len(wrong)} wrong", *wrong[:20]]) if wrong else "\nall is well")
    return bool(wrong)


def what_grew(watch: Watch, left: Vitals) -> list[str]:
    grew = {what: watch.growth(what) for what in MOST_GROWTH}
    return [
        *(f"{what} grew by {by:.1f}" for what, by in grew.items() if by > MOST_GROWTH[what]),
        *(f"{getattr(left, what)} {what} left" for what, most in MOST_LEFT.items() if getattr(left, what) > most),
    ]


def what_was_booked_wrongly(crowd: Crowd, sandbox: Sandbox) -> list[str]:
    booked = Counter(record.phone for record in sandbox.salon.records)
    twice = [f"{phone} was booked {n} times" for phone, n in booked.items() if n > 1]
    told = crowd.seen.told
    never = [f"{phone} was told so and never booked" for phone in told if told[phone] == "booked" and not booked[phone]]
    denied = [
        f"{phone} was told {said} and booked"
        for phone, said in told.items()
        if said not in ("booked", "already booked", "outcome-unknown") and booked[phone]
    ]
    return twice + never + denied


def report_vitals(watch: Watch, left: Vitals) -> None:
    row = "{:>6.0f} s {:>8.1f} MB {:>8} threads {:>8} files {:>8} sockets"
    step = max(1, len(watch.seen) // 12)
    print("\n".join(row.format(*vars(one).values()) for one in [*watch.seen[::step], left]))
    growth = ", ".join(f"{what} {watch.growth(what):+.1f}" for what in MOST_GROWTH)
    print(f"from warm to the end: {growth}\n")


def report(crowd: Crowd, weather: Weather, sandbox: Sandbox) -> None:
    for (name, status, key), n in sorted(crowd.seen.pages.items()):
        print(f"{n:>6} {name:<9} {status} {key}")
    print(
        f"slowest answer {crowd.seen.slowest:.1f} s; {len(sandbox.requests)} calls, {sandbox.refused_by_rate} refused\n"
    )
    print(f"{len(sandbox.salon.records)} records; visitors were told: {dict(Counter(crowd.seen.told.values()))}")
    print("faults: " + ", ".join(f"{name} {n}" for name, n in sorted(weather.met.items())))


if __name__ == "__main__":
    sys.exit(main())
