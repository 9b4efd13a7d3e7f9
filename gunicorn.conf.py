"""The server, as a PaaS starts it: threads, since the work is waiting for Altegio."""

from __future__ import annotations

import os
import socket

from booking_site.environment import Environment

host = "[::]" if socket.has_dualstack_ipv6() else "0.0.0.0"  # noqa: S104
bind = f"{host}:{os.environ.get('PORT', '8000')}"
worker_class = "booking_site.worker.HurriedWorker"
threads = 32
# Altegio's limit is kept by all processes together, by way of Redis; without it there must be only one, whatever
# WEB_CONCURRENCY says.
workers = Environment(os.environ).processes
preload_app = True  # a wrong setting stops the server with a line, not a worker with a traceback

# Each limit is inside the next: a page's upstream work 6 s, a booking 22 s, this 25 s, the router 30 s.
graceful_timeout = 25
timeout = 60  # a heartbeat for gthread, not a limit on requests
keepalive = 95  # routers keep idle connections for 90 s and must not find them closed

limit_request_line = 8190
forwarded_allow_ips = "" if os.environ.get("TRUSTED_PROXY_COUNT") == "0" else "*"
accesslog = None  # an address can hold a secret; the app logs the route's name instead
errorlog = "-"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
control_socket_disable = True
