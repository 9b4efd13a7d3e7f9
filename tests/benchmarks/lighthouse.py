"""What Lighthouse says of each page on a phone, the median of some runs; and how fast the pages are in a business's
frame, which Lighthouse does not look into. Everything is on 127.0.0.1 but the program itself, which npm fetches.

python -m tests.benchmarks.lighthouse [--runs 5]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

from booking_site.sandbox.server import Sandbox
from booking_site.sandbox.server import running as running_sandbox
from tests.benchmarks.served import release, served
from tests.browser.business import PAGE
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PHONE
from tests.browser.embedding import snippet
from tests.browser.form import expect_booked, fill, press_book
from tests.browser.salon import HAIRCUT, YUSUF, at, book, keep_free
from tests.browser.walking import choose_day, choose_service, choose_time, expect_checked
from tests.business_site import serving_page
from tests.conftest import BERLIN

VERSION = "12.8.2"
"""The last that runs on the Node.js of this Debian; it scores as the next one does."""
FREE, TAKEN = 12, 15
"""Hours of the same day."""
TRIES = 3
"""Now and then it misses the beginning of its own recording."""
SLOWER = 4
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1_638_400 / 8, "uploadThroughput": 675_000 / 8}
"""Milliseconds, and bytes a second: Lighthouse's phone on a slow 4G."""
ONE_PROCESS = "--disable-features=IsolateOrigins,site-per-process"
"""As on phones with little memory. Only so what slows the page down slows its frame down too."""
OBSERVE = """
window.seen = { lcp: 0, shifts: [], tbt: 0 };
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
  .observe({ type, buffered: true });
watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.shifts.push([entry.startTime, entry.value]); });
watch("longtask", (entry) => { seen.tbt += Math.max(0, entry.duration - 50); });
"""
SEEN = """() => {
  const painted = performance.getEntriesByName("first-paint")[0]?.startTime ?? 0;
  const cls = seen.shifts.reduce((sum, [at, value]) => sum + (at < painted ? 0 : value), 0);
  return { lcp: seen.lcp, tbt: seen.tbt, cls, begun: performance.timeOrigin };
}"""
"""Chromium notes shifts in a frame before anything of it is painted, from where its unstyled page would have been."""
SETTLES = 3000
"""Milliseconds, after which nothing more comes."""
FRAME = 'title="Booking" style="width: 100%; height: 900px; border: 0"'

Seen = tuple[dict[str, float], dict[str, float]]
"""By the page in the frame, and by the site around it."""


@dataclass(frozen=True)
class Report:
    """Of one run: milliseconds, and what came over the wire."""

    score: float
    lcp: float
    cls: float
    tbt: float
    kilobytes: float
    requests: float

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> Report:
        audits = found["audits"]
        sent = [item for item in audits["network-requests"]["details"]["items"] if item["url"].startswith("http")]
        return cls(
            100 * found["categories"]["performance"]["score"],
            audits["largest-contentful-paint"]["numericValue"],
            audits["cumulative-layout-shift"]["numericValue"],
            audits["total-blocking-time"]["numericValue"],
            sum(item.get("transferSize", 0) for item in sent) / 1000,
            len(sent),
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="lighthouse")
    parser.add_argument("--runs", type=int, default=5, help="of each page; the median is shown")
    runs = parser.parse_args().runs
    if not shutil.which("npx") or not CHROMIUM.exists():
        raise SystemExit(f"It needs npx, which comes with Node.js, and Chromium at {CHROMIUM}.")
    print(f"{date.today().isoformat()}, {os.cpu_count()} cores, Lighthouse {VERSION}, median of {runs}")  # noqa: DTZ011
    with tempfile.TemporaryDirectory() as folder, running_sandbox(rate_limited=False) as sandbox:
        keep_free(sandbox)
        allowed = {"IMAGE_HOSTS": "127.0.0.1", "EMBED_ALLOWED_ORIGINS": "http://localhost:*"}
        with served(release(Path(folder)), sandbox.url, **allowed) as server:
            addresses = walked(server.url, sandbox)
            print("\n| page | performance | LCP ms | CLS | TBT ms | kB | requests |\n|---|---|---|---|---|---|---|")
            for name, address in addresses.items():
                print(_line(name, [_asked(address) for _ in range(runs)]), flush=True)
            print(
                "\n| page, framed | LCP ms | from the site's start | CLS: page / site | TBT ms: page / site |\n"
                "|---|---|---|---|---|"
            )
            for name, visits in framed(addresses, runs):
                print(_framed_line(name, visits), flush=True)


def walked(url: str, sandbox: Sandbox) -> dict[str, str]:
    """The addresses of the pages, as a walk finds them."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = chromium.new_page(base_url=url)
        page.goto(f"/{BERLIN}/?lang=en")
        found = {"services": page.url, "people": f"{url}/{BERLIN}/?lang=en&people=1"}
        for name, step in (("date", choose_service), ("time", choose_day)):
            step(page)
            page.wait_for_load_state()
            found[name] = page.url
        choose_time(page)
        expect_checked(page)
        fill(page)
        press_book(page)
        expect_booked(page)
        found["booking"] = page.url
        chromium.close()
    book(sandbox, TAKEN)
    for name, hour in (("details", FREE), ("taken", TAKEN)):
        chosen = {"service": HAIRCUT, "team_member": YUSUF, "slot": at(sandbox, hour).isoformat(), "lang": "en"}
        found[name] = f"{url}/{BERLIN}/details/?{urlencode(chosen)}"
    return found


def framed(addresses: Mapping[str, str], runs: int) -> Iterator[tuple[str, list[Seen]]]:
    """Each page in a frame of a fixed size; and the first one where the snippet puts it."""
    origin = "/".join(addresses["services"].split("/")[:3])
    bodies = {name: f'<iframe src="{escape(address)}" {FRAME}></iframe>' for name, address in addresses.items()}
    bodies["services, by the snippet"] = f"<h1>Salon</h1>{snippet(origin)}"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, ONE_PROCESS])
        for name, body in bodies.items():
            with serving_page(PAGE.replace("{head}", "").replace("{body}", body), {}) as business:
                yield name, [_framed(chromium, business.replace("127.0.0.1", "localhost")) for _ in range(runs)]
        chromium.close()


def _asked(address: str) -> Report:
    flags = " ".join(["--headless=new", *ARGUMENTS])
    command = [
        "npx", "--yes", f"lighthouse@{VERSION}", address, "--quiet", "--output=json",
        "--only-categories=performance", f"--chrome-flags={flags}",
    ]  # fmt: skip
    for _ in range(TRIES):
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=180, env={**os.environ, "CHROME_PATH": str(CHROMIUM)}
        )
        found = {} if done.returncode else json.loads(done.stdout)
        if found and "runtimeError" not in found:
            return Report.read(found)
    raise SystemExit(f"{address}: {done.stderr or found['runtimeError']['message']}")


def _line(name: str, reports: Sequence[Report]) -> str:
    middle = {key: median(vars(report)[key] for report in reports) for key in vars(reports[0])}
    return (
        f"| {name} | {middle['score']:.0f} | {middle['lcp']:.0f} | {middle['cls']:.3f} | {middle['tbt']:.0f} "
        f"| {middle['kilobytes']:.1f} | {middle['requests']:.0f} |"
    )


def _framed(chromium: Browser, address: str) -> Seen:
    """What was seen by the page in the frame, and by the site around it."""
    context = chromium.new_context(viewport=PHONE, is_mobile=True, device_scale_factor=2)
    context.add_init_script(OBSERVE)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", NETWORK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    page.wait_for_timeout(SETTLES)
    frame = page.frames[1]
    found = frame.evaluate(SEEN), page.evaluate(SEEN)
    context.close()
    return found


def _framed_line(name: str, visits: Sequence[Seen]) -> str:
    lcp = median(frame["lcp"] for frame, _ in visits)
    whole = median(frame["begun"] + frame["lcp"] - site["begun"] for frame, site in visits)
    cls, tbt = (
        " / ".join(f"{median(visit[n][key] for visit in visits):.{places}f}" for n in (0, 1))
        for key, places in (("cls", 3), ("tbt", 0))
    )
    return f"| {name} | {lcp:.0f} | {whole:.0f} | {cls} | {tbt} |"


if __name__ == "__main__":
    main()
