"""``python -m booking_site.start COMMAND …`` becomes the command, unless a setting is missing or malformed.

gunicorn reads WEB_CONCURRENCY before any configuration file, and falls over what is no number with a traceback.
"""

from __future__ import annotations

import os
import sys

from booking_site.environment import Environment


def stop_if_misconfigured(environment: Environment) -> None:
    """Ends the program with one line for each problem. For servers only: builds need no settings."""
    if environment.problems:
        lines = "\n".join(f"  {problem}" for problem in environment.problems)
        raise SystemExit(f"The server cannot start:\n{lines}")


def become(command: list[str]) -> None:
    """The command takes this process's place, so that the platform's signals reach it."""
    if not command:
        raise SystemExit("Example: python -m booking_site.start gunicorn --config gunicorn.conf.py booking_site.wsgi")
    stop_if_misconfigured(Environment(os.environ))
    if not os.environ.get("WEB_CONCURRENCY", "").strip():
        os.environ.pop("WEB_CONCURRENCY", None)  # to us an empty one is none, to gunicorn no number
    try:
        os.execvp(command[0], command)  # noqa: S606  # nosec B606
    except OSError as failure:
        raise SystemExit(f"{command[0]} cannot be started: {failure.strerror}") from None


if __name__ == "__main__":
    become(sys.argv[1:])
