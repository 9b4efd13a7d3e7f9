"""The worker of production, for tests that cannot wait as long as it does."""

from __future__ import annotations

from booking_site import worker

worker.LONGEST_REQUEST = 1.0


class HastyWorker(worker.HurriedWorker):
    pass
