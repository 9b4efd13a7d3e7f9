"""The Redis that several processes share: is it there, and does it keep what must not be lost?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError

from booking_site.doctor.finding import Finding, fail, ok, warn

SECONDS = 3.0
NEARLY_FULL = 0.8
SAFE_POLICY = "noeviction"


def check_redis(url: str) -> Iterator[Finding]:
    """Nothing for an empty ``url``. The address is not shown: it can hold a password."""
    if not url:
        return
    redis = Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS, decode_responses=True)
    try:
        redis.ping()
    except (RedisError, OSError) as failure:
        yield fail(f"Redis does not answer ({type(failure).__name__}): nothing can be booked", _advice(failure))
        return
    else:
        yield _writing(redis)
        yield _memory(redis)
    finally:
        redis.close()


def redis_time(url: str) -> float:
    """Seconds since 1970, by its clock. Raises RedisError or OSError."""
    with Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as redis:
        seconds, microseconds = cast("tuple[int, int]", redis.time())
    return seconds + microseconds / 1e6


def _advice(failure: Exception) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in str(failure):
        return "its certificate is self-signed: add ?ssl_cert_reqs=none to REDIS_URL"
    if isinstance(failure, AuthenticationError):
        return "it refuses the name or password in REDIS_URL"
    return "check REDIS_URL, and whether this machine may reach it"


def _writing(redis: Redis) -> Finding:
    """A replica answers, and so does one that is full."""
    try:
        redis.set("booking:doctor", 1, ex=1)
    except (RedisError, OSError) as failure:
        advice = "REDIS_URL has to lead to the primary, its user has to be allowed to write, and there has to be room"
        return fail(f"Redis takes no entries ({type(failure).__name__}): nothing can be booked", advice)
    return ok("Redis answers and takes entries")


def _memory(redis: Redis) -> Finding:
    """``INFO`` tells the policy even where ``CONFIG`` is forbidden."""
    try:
        memory = redis.info("memory")
        limit, used = int(memory["maxmemory"]), int(memory["used_memory"])
        policy = str(memory["maxmemory_policy"])
    except (RedisError, OSError, KeyError, ValueError):
        advice = f"see to it that its maxmemory-policy is {SAFE_POLICY}"
        return warn("Redis does not tell what it does when its memory is full", advice)
    if not limit:
        return ok("Redis has no limit of memory and throws nothing away")
    size = f"{used / 2**20:.0f} of {limit / 2**20:.0f} MB used"
    if policy != SAFE_POLICY:
        advice = f"set maxmemory-policy to {SAFE_POLICY}: then bookings wait instead of being made twice"
        return warn(f"Redis may throw away what it knows of bookings when it is full ({policy}, {size})", advice)
    if used > limit * NEARLY_FULL:
        return warn(f"Redis is nearly full ({size}); then nothing can be booked", "take a larger one")
    return ok(f"Redis keeps what it knows when it is full ({policy}, {size})")
