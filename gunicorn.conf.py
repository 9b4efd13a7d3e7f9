"""The server, as a PaaS starts it: threads, since the work is waiting for Altegio."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from typing import Any

from booking_site.environment import Environment
from booking_site.start import stop_if_misconfigured

environment = Environment(os.environ)
stop_if_misconfigured(environment)

host = "[::]" if socket.has_dualstack_ipv6() else "0.0.0.0"  # noqa: S104
bind = f"{host}:{environment.port}"
worker_class = "booking_site.worker.HurriedWorker"
threads = 32
# Altegio's limit is kept by all processes together, by way of Redis; without it there must be only one, whatever
# WEB_CONCURRENCY says.
workers = environment.processes
preload_app = True  # a wrong setting stops the server with a line, not a worker with a traceback

# Each limit is inside the next: a page's upstream work 6 s, a booking 22 s, this 25 s, the router 30 s.
graceful_timeout = 25
timeout = 60  # a heartbeat for gthread, not a limit on requests
keepalive = 95  # routers keep idle connections for 90 s and must not find them closed

limit_request_line = 8190
forwarded_allow_ips = ""  # Django reads what routers tell; to gunicorn anybody could tell a SCRIPT_NAME
accesslog = None  # an address can hold a secret; the app logs the route's name instead
# Heroku's buildpack switches it on by GUNICORN_CMD_ARGS, which beats this file: even then without addresses.
access_log_format = "%(m)s %(s)s %(L)s s"
errorlog = "-"
# What gunicorn says goes through our net too: a request that it cannot handle it names by its address.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "booking_site.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
}
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
control_socket_disable = True

if workers > 1:
    # Before the metrics' library is loaded, which looks for it then. Always one of our own: counts that another run
    # left would be added to this one's, and it is removed at the end.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="booking-metrics-")


def child_exit(server: Any, worker: Any) -> None:
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""), ignore_errors=True)
