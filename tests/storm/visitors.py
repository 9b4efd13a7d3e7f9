"""A process of its own that opens pages as planned, and prints what it got as JSON.

python -m tests.storm.visitors URL < plan.json
"""

from __future__ import annotations

import json
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
from requests.adapters import HTTPAdapter

MOST_AT_ONCE = 300
LONGEST_WAIT = 90

REAL = {"services": "data-services", "date": '<table aria-labelledby="month"', "time": 'id="times"'}
"""What only the page itself holds."""
AS_OF = re.compile(r'data-as-of="')


def main(base_url: str) -> None:
    plan = json.load(sys.stdin)
    with requests.Session() as session, ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        session.mount("http://", HTTPAdapter(pool_maxsize=MOST_AT_ONCE))
        begun = time.monotonic()
        visits = []
        for visit in plan:
            time.sleep(max(0, begun + visit["after"] - time.monotonic()))
            visits.append(pool.submit(_open, session, base_url, visit))
        json.dump([visit.result() for visit in visits], sys.stdout)


def _open(session: requests.Session, base_url: str, visit: dict[str, Any]) -> dict[str, Any]:
    sent_at = time.monotonic()
    try:
        response = session.get(base_url + visit["url"], timeout=LONGEST_WAIT)
        status, text = response.status_code, response.text
    except requests.RequestException as failure:
        status, text = 0, type(failure).__name__
    return {
        **visit,
        "status": status,
        "is_real": status == 200 and REAL[visit["page"]] in text,
        "is_marked": bool(AS_OF.search(text)),
        "sent_at": sent_at,
        "seconds": time.monotonic() - sent_at,
    }


if __name__ == "__main__":
    main(sys.argv[1])
