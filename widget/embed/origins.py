"""Origins, and the sources of ``frame-ancestors`` that let them in, as browsers match them:
https://www.w3.org/TR/CSP3/#match-url-to-source-expression."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

HOST = r"[a-z0-9_-]+(\.[a-z0-9_-]+)*"
ADDRESS = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{HOST})(:(?P<port>[0-9]{{1,5}}))?(?P<rest>[/?#].*)?", re.ASCII | re.DOTALL
)
SOURCE = re.compile(rf"(?P<scheme>https?)://(?P<host>(\*\.)?{HOST})(:(?P<port>[0-9]{{1,5}}|\*))?", re.ASCII)
LONGEST_HOST = 253
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """As a browser writes it."""
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


def origin_of(address: str) -> Origin | None:
    """Of an ``Origin`` or a ``Referer``; None for what is none, or none that a site can be told by."""
    found = ADDRESS.fullmatch(address[: LONGEST_HOST + len("https://:65535/")].lower())
    if not found or len(found["host"]) > LONGEST_HOST:
        return None
    port = int(found["port"] or DEFAULT_PORTS[found["scheme"]])
    return Origin(found["scheme"], found["host"], port) if port < 1 << 16 else None


def is_allowed(origin: str, sources: Iterable[str]) -> bool:
    """Whether a page of this origin may frame what carries these sources. Keywords such as ``'self'`` name nobody:
    whoever knows their own origin puts it in their place."""
    found = origin_of(origin)
    return found is not None and any(_matches(found, source.lower()) for source in sources)


def _matches(origin: Origin, source: str) -> bool:
    if source == "*":
        return True
    found = SOURCE.fullmatch(source)
    return (
        found is not None
        and found["scheme"] in (origin.scheme, "http")
        and _host_matches(origin.host, found["host"])
        and _port_matches(origin, found["scheme"], found["port"])
    )


def _host_matches(host: str, wanted: str) -> bool:
    """A wildcard stands for one label or more, and not for none."""
    return host.endswith(wanted[1:]) if wanted.startswith("*.") else host == wanted


def _port_matches(origin: Origin, scheme: str, port: str | None) -> bool:
    """Without a port the scheme's own is meant. Where http lets in https, port 80 lets in 443; no other port
    then lets in itself, in Chromium, which is stricter there than the standard."""
    if port == "*":
        return True
    if port is None:
        return origin.port == DEFAULT_PORTS[origin.scheme]
    if int(port) == 80 and origin.port == 443 and origin.scheme == "https":
        return True
    return int(port) == origin.port and scheme == origin.scheme
