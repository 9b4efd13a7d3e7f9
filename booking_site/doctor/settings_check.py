"""What can be told of the settings without asking anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from booking_site.doctor.finding import Finding, fail, ok, warn
from booking_site.environment import LOOPBACK_HOSTS, Environment

SHORTEST_KEY = 50
FEWEST_DIFFERENT = 5


def check_settings(environment: Environment, static_root: Path) -> Iterator[Finding]:
    yield from _malformed(environment)
    yield from _secret_key(environment)
    yield from _hosts(environment)
    yield from _framing(environment)
    yield from _processes(environment)
    yield from _switches(environment)
    if (static_root / "staticfiles.json").exists():
        yield ok("the static files are collected")
    else:
        advice = "the build runs: python manage.py collectstatic --noinput"
        yield warn("the static files are not collected and go out uncached", advice)


def _malformed(environment: Environment) -> Iterator[Finding]:
    for problem in environment.problems:
        what, _, example = problem.partition(" Example: ")
        yield fail(what.rstrip("."), f"for example {example}" if example else "the server does not start with it")
    if not environment.problems:
        yield ok("every setting can be read")


def _secret_key(environment: Environment) -> Iterator[Finding]:
    key = environment.secret_key
    if environment.variables.get("SECRET_KEY", "").strip() and (
        len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_DIFFERENT
    ):
        advice = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))' makes one"
        yield warn("SECRET_KEY is short or uniform, and could be guessed", advice)


def _hosts(environment: Environment) -> Iterator[Finding]:
    names = [host for host in environment.allowed_hosts if host not in LOOPBACK_HOSTS]
    if "*" in names:
        yield warn("ALLOWED_HOSTS answers to every name", "set the name that visitors use: book.example.com")
    elif not any("." in name for name in names):
        advice = "ALLOWED_HOSTS=book.example.com, the name that visitors use"
        yield fail("ALLOWED_HOSTS names no public host: under any other name than localhost there is an error", advice)
    else:
        yield ok(f"answers to {', '.join(names)}")
        if not environment.redirects_to_https:
            yield warn("http is not redirected to https", "leave SECURE_SSL_REDIRECT unset")


def _framing(environment: Environment) -> Iterator[Finding]:
    together: dict[frozenset[str], list[int]] = {}
    for location_id, location in environment.locations.items():
        allowed = frozenset((*environment.allowed_origins, *location.allowed_origins))
        together.setdefault(allowed, []).append(location_id)
    for allowed, location_ids in together.items():
        yield from _allowed(allowed, f"location{'s' * (len(location_ids) > 1)} {', '.join(map(str, location_ids))}")


def _allowed(allowed: frozenset[str], name: str) -> Iterator[Finding]:
    if not allowed:
        advice = "EMBED_ALLOWED_ORIGINS=https://www.example.com, the business's site"
        yield warn(f"no site may frame {name}: only direct visits are served", advice)
    elif "*" in allowed:
        advice = "name the business's own: a foreign page could lay something over the buttons"
        yield warn(f"every site may frame {name}", advice)
    else:
        yield ok(f"{', '.join(sorted(allowed))} may frame {name}")
        for origin in sorted(allowed):
            if (other := _counterpart(origin)) and not _covers(allowed, other):
                yield warn(f"{origin} may frame {name}, but {other} may not", "add it if the site answers there too")


def _counterpart(origin: str) -> str:
    """With ``www.`` and without: a site often answers to both. Empty where there is none to speak of."""
    parts = urlsplit(origin)
    host, port = parts.hostname or "", origin.removeprefix(f"{parts.scheme}://{parts.hostname}")
    if host.startswith(("www.", "*.")):
        return f"{parts.scheme}://{host.partition('.')[2]}{port}"
    return f"{parts.scheme}://www.{host}{port}" if host.count(".") == 1 else ""


def _covers(allowed: frozenset[str], origin: str) -> bool:
    """Whether ``origin``, which is a domain or its ``www.``, is there, by itself or as one of all names below it."""
    return origin in allowed or origin.replace("://www.", "://*.", 1) in allowed


def _processes(environment: Environment) -> Iterator[Finding]:
    wanted = environment.variables.get("WEB_CONCURRENCY", "").strip()
    if environment.redis_url:
        return
    if wanted.isdecimal() and int(wanted) > 1:
        advice = "one is enough for most; for more set REDIS_URL, by which they keep Altegio's limit together"
        yield warn(f"WEB_CONCURRENCY={int(wanted)} has no effect without REDIS_URL: there is one process", advice)
    else:
        yield ok("one process without Redis; run one instance only, and a restart forgets what was just booked")


def _switches(environment: Environment) -> Iterator[Finding]:
    if environment.debug:
        yield fail("DEBUG is on: errors show the code to everybody", "leave DEBUG unset")
    if not environment.is_booking_enabled:
        yield warn("BOOKING_ENABLED is off: the walk ends after the check", "BOOKING_ENABLED=true when it shall book")
    if not environment.trusted_proxies:
        advice = "TRUSTED_PROXY_COUNT=1 behind one router, as on a platform"
        yield warn("TRUSTED_PROXY_COUNT is 0: behind a router all visitors have its address and share limits", advice)
    if environment.user_token:
        yield ok("ALTEGIO_USER_TOKEN is set: appointments can be moved (it is not tried out here)")
    else:
        yield ok("no ALTEGIO_USER_TOKEN: visitors can cancel and book again, but not move an appointment")
