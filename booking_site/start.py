from __future__ import annotations

from booking_site.environment import Environment


def stop_if_misconfigured(environment: Environment) -> None:
    """Ends the program with one line for each problem. For servers only: builds need no settings."""
    if environment.problems:
        lines = "\n".join(f"  {problem}" for problem in environment.problems)
        raise SystemExit(f"The server cannot start:\n{lines}")
