from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def visitor_key(request: HttpRequest) -> str:
    """Tells visitors' addresses apart, for limits, without being one."""
    return keyed("address", visitor_address(request))


def keyed(*parts: str) -> str:
    """A hash that nobody can reverse by trying all numbers, since they lack the key."""
    return hmac.new(settings.SECRET_KEY.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def is_known(request: HttpRequest) -> bool:
    """An address that is not a public one is a router's which does not tell who is behind it: everybody may be."""
    try:
        return ip_address(visitor_address(request)).is_global
    except ValueError:
        return False


def visitor_address(request: HttpRequest) -> str:
    """The address that the outermost router of ours saw: what stands further left anybody can have written.

    Of IPv6 the network: a single visitor has millions of addresses in it.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    count = settings.TRUSTED_PROXY_COUNT
    told = hops[-count] if 0 < count <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(told)
    except ValueError:
        return str(request.META.get("REMOTE_ADDR", ""))
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)
