"""A process of its own that books as the widget does: prints, as JSON, which of its claims were granted.

python -m tests.redis.claimer ADDRESS PROCESSES THREADS ROUNDS. In each round all threads of all processes claim the
same ticket, if its number is odd, or else tickets of their own for wishes that overlap.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from widget.altegio.redis_link import RedisLink
from widget.flow.entry import Outcome, Standing
from widget.flow.shared_ledger import SharedLedger
from widget.flow.ticket import Ticket, issue


def main(address: str, processes: int, threads: int, rounds: int) -> None:
    link = RedisLink(address, "booking:test")
    ledger = SharedLedger(link)
    epoch = ledger.epoch()
    together = threading.Barrier(threads)

    def claim(thread: int, number: int) -> bool:
        ticket = Ticket(f"shared-{number}", epoch, time.time(), 1) if number % 2 else issue(1, epoch)
        together.wait()
        claim = ledger.claim(ticket, [f"wish {number}", f"wish {number} {thread % 2}"], again=bool(thread % 3))
        if claim.is_granted:
            ledger.note(ticket.id, Outcome(Standing.UNKNOWN))
        return claim.is_granted

    def wait_for_all(number: int) -> None:
        """Until every process is ready for this round."""
        link.do(lambda redis: redis.incr(f"ready {number}"))
        while int(link.do(lambda redis: redis.get(f"ready {number}")) or 0) < processes:
            time.sleep(0.001)

    granted = []
    with ThreadPoolExecutor(threads) as pool:
        for number in range(rounds):
            wait_for_all(number)
            granted.append(sum(pool.map(claim, range(threads), [number] * threads)))
    print(json.dumps(granted))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
