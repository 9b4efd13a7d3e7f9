"""Everything an operator can set, read once from the environment and checked. Never raises: problems are
collected, so that a server can refuse to start with one line for each while builds go on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

import environ
from redis import ConnectionPool, RedisError

from booking_site.allowed_origins import EXAMPLES, ORIGIN, what_is_wrong
from booking_site.locations import LocationSettings, read_locations_file

T = TypeVar("T")

HOST = re.compile(r"\*|\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:]+\]")
IMAGE_HOST = re.compile(r"(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[?[0-9A-Fa-f:]+\]?")
PORT_AT_END = re.compile(r"(?<=[\w\]]):\d{1,5}$")
NO = ("false", "off", "no", "n", "0", "")
BUILD_KEY = "only for building: the server does not start with it"

PLATFORM_HOSTS = ("RENDER_EXTERNAL_HOSTNAME", "RAILWAY_PUBLIC_DOMAIN", "HEROKU_APP_DEFAULT_DOMAIN_NAME")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass
class Environment:
    """Typed settings. ``problems`` has one line for each thing that keeps the server from starting."""

    variables: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._env = environ.Env()
        self._env.ENVIRON = dict(self.variables)
        self.debug = self._flag("DEBUG", default=False)
        self.secret_key = self._required("SECRET_KEY", "a long random text", BUILD_KEY)
        self.secret_key_fallbacks = self._former_keys()
        self.partner_token = self._required("ALTEGIO_PARTNER_TOKEN", "the token from the Altegio Marketplace", "")
        self.user_token = self._sendable("ALTEGIO_USER_TOKEN", "the token of a user who may change records")
        self.api_url = self._url("ALTEGIO_API_URL", "https://api.alteg.io/api/v1")
        accept = "application/vnd.api.v2+json"
        self.accept = self._sendable("ALTEGIO_ACCEPT", accept) or accept
        self.timeout = self._positive("ALTEGIO_TIMEOUT", 4.0)
        self.deadline = self._positive("ALTEGIO_DEADLINE", 6.0)
        self.locations = self._locations()
        self.allowed_origins = self._origins("EMBED_ALLOWED_ORIGINS")
        self.image_hosts = self._image_hosts() or ["alteg.io", "*.alteg.io", "yclients.com", "*.yclients.com"]
        self.allowed_hosts = self._hosts()
        self.redis_url = self._redis()
        self.processes = self._processes()
        self.port = self._port()
        self.trusted_proxies = self._read("TRUSTED_PROXY_COUNT", self._whole, 1, "1")
        self.metrics_token = self._sendable("METRICS_TOKEN", "a long random text")
        self.sentry_dsn = self._dsn()
        self.is_booking_enabled = self._flag("BOOKING_ENABLED", default=True)
        self.redirects_to_https = self._flag("SECURE_SSL_REDIRECT", default=self._has_public_host())

    def _read(self, name: str, cast: Callable[[str], T], default: T, example: str) -> T:
        if not self.variables.get(name, "").strip():
            return default
        try:
            return cast(name)
        except (ValueError, TypeError, environ.ImproperlyConfigured):
            self._problem(name, "cannot be read", example)
            return default

    def _flag(self, name: str, *, default: bool) -> bool:
        value = self._text(name, str(default)).lower()
        if value not in (*self._env.BOOLEAN_TRUE_STRINGS, *NO):
            self._problem(name, "is neither true nor false", str(default).lower())
        return value in self._env.BOOLEAN_TRUE_STRINGS

    def _whole(self, name: str) -> int:
        value = int(self.variables[name])  # as gunicorn reads it
        if value < 0:
            raise ValueError
        return value

    def _problem(self, name: str, what: str, example: str) -> None:
        self.problems.append(f"{name} {what}. Example: {name}={example}")

    def _text(self, name: str, default: str) -> str:
        return self.variables.get(name, "").strip() or default

    def _required(self, name: str, example: str, stand_in: str) -> str:
        value = self._sendable(name, example)
        if not value:
            self._problem(name, "is not set", f"<{example}>")
        return value or stand_in

    def _former_keys(self) -> list[str]:
        """What was signed with them still counts. Never shown: each of them is a secret."""
        keys = self._list("SECRET_KEY_FALLBACKS")
        if self.secret_key in keys:
            self._problem("SECRET_KEY_FALLBACKS", "holds SECRET_KEY itself", "<the key before>")
        self._sendable("SECRET_KEY_FALLBACKS", "the key before")
        return keys

    def _sendable(self, name: str, example: str) -> str:
        value = self._text(name, "")
        if not value.isascii() or not value.isprintable():
            self._problem(name, "holds characters that cannot be sent", f"<{example}>")
        return value

    def _url(self, name: str, default: str) -> str:
        value = self._text(name, default)
        if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value) or not _has_sound_port(value):
            self._problem(name, "is not an address", default)
        return value

    def _positive(self, name: str, default: float) -> float:
        value = self._read(name, self._env.float, default, f"{default:g}")
        if not 0 < value < 60:
            self._problem(name, "must be between 0 and 60 seconds", f"{default:g}")
        return value

    def _list(self, name: str) -> list[str]:
        return [item.strip() for item in self.variables.get(name, "").split(",") if item.strip()]

    def _image_hosts(self) -> list[str]:
        hosts = self._list("IMAGE_HOSTS")
        for host in hosts:
            if not IMAGE_HOST.fullmatch(host):
                self._problem("IMAGE_HOSTS", f"holds {host!r}, which is no host name", "alteg.io,*.alteg.io")
        return [host for host in hosts if IMAGE_HOST.fullmatch(host)]

    def _port(self) -> int:
        port = self._read("PORT", self._whole, 8000, "8000")
        if port > 65535:
            self._problem("PORT", "is no port", "8000")
        return port

    def _origins(self, name: str) -> tuple[str, ...]:
        origins = tuple(origin.rstrip("/") for origin in self._list(name))
        for origin in origins:
            if not ORIGIN.fullmatch(origin):
                what, corrected = what_is_wrong(origin)
                self._problem(name, what, corrected or ",".join(EXAMPLES))
        return tuple(origin for origin in origins if ORIGIN.fullmatch(origin))

    def _locations(self) -> dict[int, LocationSettings]:
        locations: dict[int, LocationSettings] = {}
        if path := self._text("LOCATIONS_FILE", ""):
            locations, problems = read_locations_file(path)
            self.problems += problems
        for item in self._list("ALTEGIO_LOCATION_IDS"):
            if not re.fullmatch(r"[1-9][0-9]{0,14}", item):
                self._problem("ALTEGIO_LOCATION_IDS", f"holds {item!r}, which is no location id", "4564,4565")
            else:
                locations.setdefault(int(item), LocationSettings())
        sources = ("ALTEGIO_LOCATION_IDS", "LOCATIONS_FILE")
        if not locations and not any(problem.startswith(sources) for problem in self.problems):
            self._problem("ALTEGIO_LOCATION_IDS", "is not set", "4564,4565")
        return locations

    def _hosts(self) -> list[str]:
        named = [("ALLOWED_HOSTS", PORT_AT_END.sub("", host)) for host in self._list("ALLOWED_HOSTS")]
        named += [(name, host) for name in PLATFORM_HOSTS if (host := self._text(name, ""))]
        if app := self._text("FLY_APP_NAME", ""):
            named.append(("FLY_APP_NAME", f"{app}.fly.dev"))
        for name, host in named:
            if not HOST.fullmatch(host):
                example = "book-linden" if name == "FLY_APP_NAME" else "book.example.com"
                self._problem(name, f"holds {host!r}, which is no host name", example)
        return [*dict.fromkeys(host for _, host in named if HOST.fullmatch(host)), *LOOPBACK_HOSTS]

    def _dsn(self) -> str:
        value = self._text("SENTRY_DSN", "")
        if value and not re.fullmatch(r"https?://[^\s/@]+@[^\s/@]+/\S*\d+", value):
            self._problem("SENTRY_DSN", "is not the address of a Sentry project", "https://key@sentry.example.com/1")
            return ""
        return value

    def _redis(self) -> str:
        value = self._text("REDIS_URL", "")
        if value and not (re.fullmatch(r"rediss?://\S+|unix://\S+", value) and _redis_can_read(value)):
            # Not shown: it can hold a password.
            self._problem("REDIS_URL", "is not the address of a Redis", "redis://localhost:6379/0")
            return ""
        return value

    def _processes(self) -> int:
        """How many share the work here: one without Redis, since Altegio's limit has to be kept together."""
        wanted = self._read("WEB_CONCURRENCY", self._whole, 1, "2")
        return max(1, wanted) if self.redis_url else 1

    def _has_public_host(self) -> bool:
        """Where no public name is set, this is a machine of one's own, and there is no https to redirect to."""
        return any(
            "." in host and not host.endswith((".localhost", ".test"))
            for host in self.allowed_hosts
            if host not in LOOPBACK_HOSTS
        )


def _has_sound_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _redis_can_read(url: str) -> bool:
    """Nothing is connected. Some options, such as ``ssl_cert_reqs`` where there is no TLS, only fail at the first
    connection."""
    try:
        ConnectionPool.from_url(url).make_connection()
    except (ValueError, TypeError, RedisError):
        return False
    return True
