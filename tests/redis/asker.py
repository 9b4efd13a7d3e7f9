"""A process of its own that asks as the widget does: prints, as JSON, what its threads got.

python -m tests.redis.asker THREADS QUESTION
"""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import django
from django.test import RequestFactory

django.setup()

from tests.conftest import BERLIN  # noqa: E402
from widget.altegio.errors import AltegioError  # noqa: E402
from widget.gateway import altegio  # noqa: E402


def main(threads: int, question: str) -> None:
    together = threading.Barrier(threads)

    def ask(number: int) -> str:
        client = altegio(RequestFactory().get("/"))
        together.wait()
        try:
            if question == "same":
                client.location(BERLIN)
            else:
                client.menu(BERLIN, team_member_id=6541 + number % 9)
        except AltegioError as error:
            return type(error).__name__
        return client.tally.asked[0].state

    with ThreadPoolExecutor(threads) as pool:
        print(json.dumps(list(pool.map(ask, range(threads)))))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
