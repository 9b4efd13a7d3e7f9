"""Any request at all, from nearly right to senseless."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import given
from hypothesis import strategies as st

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.english import EnglishClient
from tests.fuzz.calm import TAG, assert_calm, calmly, free_again, fuzz
from tests.journeys.at_the_form import ADA, action, filled, open_form
from tests.journeys.wishes import ANNA, HAIRCUT, YUSUF
from tests.walker import Walker

SOON = (datetime.now() + timedelta(days=20)).date()  # noqa: DTZ005 - any day will do
SLOT = f"{SOON}T12:00:00+01:00"
TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
ODD = st.sampled_from(
    [
        *("", "0", "-1", "00", "1e9", "9" * 15, "9" * 16, "9" * 400, "١٢", "²", "NaN", "null"),
        *("\0", "%00", "%", "&=", "+", "../../etc/passwd", "<svg>", TAG, "'\"", "\r\nX: y", "\ud7ff", "\U0001f600"),
        *("x" * 3000, "http://[", "//evil.test"),
    ]
)
LOCATIONS = st.sampled_from([BERLIN, BERLIN, BERLIN, NEW_YORK, 999, 0, 10**15]).map(str)
RIGHT: dict[str, list[str]] = {
    "service": [str(HAIRCUT), "3301", "3343", "1"],
    "team_member": ["0", str(YUSUF), str(ANNA), "1"],
    "date": [str(SOON), "2026-02-30", "0001-01-01", "9999-12-31", "2024-02-29"],
    "slot": [SLOT, SLOT.replace("+", " "), f"{SOON} 9:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"],
    "month": ["2026-12", "0001-01", "9999-12", "2026-13"],
    "appointment": [f"{HAIRCUT}~{YUSUF}~{SLOT}", f"{HAIRCUT}.3301~0~{SLOT}", f"{HAIRCUT}~{YUSUF}~9999-12-31T23:59"],
    "lang": ["en", "de", "ar", "zh-hans", "en-GB", "xx"],
    "theme": ["dark", "light", "auto"],
    "accent": ["fff", "a1b2c3", "ggg"],
    "corners": ["round", "soft"],
    "font": ["serif", "system"],
    "q": ["hair", "HAIR cut", "ß", "é"],
    "refresh": ["1", ""],
    "utm_source": ["card"],
    "source": ["https://alteg.io/x.png:abc", ":"],
    "moving": ["1-a", "2820023-567df655"],
    "change": ["1", "2"],
    "remove": ["1", "2"],
    "another": ["1"],
    "o": [f"m{YUSUF}s{HAIRCUT}", f"d{SOON}", "m-1s-1"],
    "moved": ["1", "9" * 18],
}
FIELDS = {
    **{name: [value] for name, value in ADA.items()},
    **{name: RIGHT[name] for name in ("service", "team_member", "slot", "appointment", "moving")},
    "ticket": ["", "a:b:c", "a:b:1:4564:sig", "x" * 500],
    "do": ["", "again", "check", "code", "x"],
    "code": ["1234", ""],
    "consent": ["on"],
    "newsletter": ["on"],
    "sms_reminder": ["0", "2", "9" * 30],
    "email_reminder": ["48", "-1"],
    "custom_allergies": ["nuts"],
    "to": ["details", "book", "time", "//evil.test"],
}
KEYS = st.sampled_from(["1-a", "2820023-567df655304da9b98487769426d4e76e", ".".join(["1-a"] * 5), "1-", "1-a.", "0-0"])
TAILS = st.one_of(
    st.sampled_from(["", "date/", "time/", "details/", "book/", "logo.webp", f"photo/{YUSUF}.webp", "photo/0.webp"]),
    st.builds("booking/{}/{}".format, KEYS, st.sampled_from(["", "calendar.ics", "cancel/", "x"])),
    TEXT,
)
PATHS = st.one_of(
    st.builds("/{}/{}".format, LOCATIONS, TAILS),
    st.builds("/{}/{}".format, LOCATIONS, TAILS),
    st.builds(
        "/company/{}/{}".format, LOCATIONS, st.sampled_from(["", "personal/menu", "personal/select-time", "x/y"])
    ),
    st.sampled_from(
        [
            *(
                "/",
                "/embed.js",
                "/embed/",
                "/embed/qr.svg",
                "/widgetJS",
                "/robots.txt",
                "/healthz",
                "/readyz",
                "/metrics",
                "//",
                "/.",
            ),
            *(
                "/theme/fff-dark-round-serif.1.css",
                "/theme/x.y.css",
                "/theme/a1b2c3-auto-soft-system.0.css",
                "/static/x",
            ),
        ]
    ),
    TEXT.map("/{}".format),
)


def pairs(known: dict[str, list[str]]) -> st.SearchStrategy[list[tuple[str, str]]]:
    right = st.sampled_from([(name, value) for name, values in known.items() for value in values])
    wrong = st.tuples(st.sampled_from(list(known)), ODD | TEXT)
    return st.lists(right | right | wrong | st.tuples(TEXT, ODD | TEXT), max_size=9)


HEADERS = st.lists(
    st.one_of(
        st.tuples(st.just("Accept-Language"), st.sampled_from(["de", "ar;q=0.5, *", "x" * 300, ";;,"])),
        st.tuples(st.just("Sec-Fetch-Site"), st.sampled_from(["same-origin", "none", "cross-site", "x"])),
        st.tuples(st.just("Origin"), st.sampled_from(["http://testserver", "null", "https://evil.test", "http://["])),
        st.tuples(st.just("Referer"), st.sampled_from(["http://testserver/", "http://[", TAG])),
        st.tuples(st.just("Sec-Purpose"), st.just("prefetch")),
        st.tuples(st.just("Sec-Fetch-Dest"), st.sampled_from(["iframe", "document", "x"])),
        st.tuples(st.just("Host"), st.sampled_from(["widget.test", "evil.test", "a b", "[::1", "testserver:x"])),
        st.tuples(st.just("X-Forwarded-For"), st.sampled_from(["1.2.3.4", "x", "1.2.3.4, ::1", "," * 50, TAG])),
        st.tuples(st.just("X-Forwarded-Proto"), st.sampled_from(["https", "x"])),
        st.tuples(st.just("If-None-Match"), st.sampled_from(["*", 'W/"x"', '"', "x" * 300])),
        st.tuples(st.just("If-Modified-Since"), st.sampled_from(["Thu, 01 Jan 1970 00:00:00 GMT", "x", "9" * 30])),
        st.tuples(st.just("Accept-Encoding"), st.sampled_from(["gzip", "gzip;q=0, br", "*"])),
        st.tuples(st.just("Cookie"), st.sampled_from(["csrftoken=x", "=;=", TAG])),
        st.tuples(st.just("Range"), st.sampled_from(["bytes=0-1", "bytes=9-1", "x"])),
    ),
    max_size=4,
).map(dict)
BODIES = st.one_of(
    pairs(FIELDS).map(lambda found: (urlencode(found).encode(), "application/x-www-form-urlencoded")),
    st.tuples(
        st.binary(max_size=200),
        st.sampled_from(
            [
                *("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=x"),
                *(
                    "multipart/form-data",
                    "multipart/form-data; boundary=x",
                    f"multipart/form-data; boundary={'x' * 300}",
                ),
                *("text/plain", "application/json", ""),
            ]
        ),
    ),
)
OTHER_METHODS = st.sampled_from(["POST"] * 5 + ["PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "BREW"])


def url_of(path: str, query: list[tuple[str, str]]) -> str:
    return f"{quote(path, safe='/~.:')}?{urlencode(query)}" if query else quote(path, safe="/~.:")


@fuzz(1000)
@given(path=PATHS, query=pairs(RIGHT), headers=HEADERS)
def test_whatever_is_asked_for_there_is_a_calm_answer(
    widget: Any, path: str, query: list[tuple[str, str]], headers: dict[str, str]
) -> None:
    url = url_of(path, query)

    with calmly():
        response = EnglishClient(raise_request_exception=False).get(url, headers=headers)

    assert_calm(url, response)


@fuzz(800)
@given(method=OTHER_METHODS, path=PATHS, query=pairs(RIGHT), headers=HEADERS, body=BODIES)
def test_whatever_is_sent_there_is_a_calm_answer(
    widget: Any, method: str, path: str, query: list[tuple[str, str]], headers: dict[str, str], body: tuple[bytes, str]
) -> None:
    url, (data, kind) = url_of(path, query), body

    with calmly():
        response = EnglishClient(raise_request_exception=False).generic(method, url, data, kind, headers=headers)

    assert_calm(url, response)


@fuzz(80)
@given(changes=pairs(FIELDS), dropped=st.sets(st.sampled_from(sorted(FIELDS)), max_size=3), query=pairs(RIGHT))
def test_a_form_that_was_tampered_with_gets_a_calm_answer(
    walker: Walker,
    sandbox: Sandbox,
    widget: Any,
    changes: list[tuple[str, str]],
    dropped: set[str],
    query: list[tuple[str, str]],
) -> None:
    widget.ALTEGIO_API_URL = sandbox.url  # forgets who has booked, and how often
    free_again(sandbox)
    page = open_form(walker, sandbox)
    fields = {name: value for name, value in (filled(page) | dict(changes)).items() if name not in dropped}
    url = action(page) + "&" + urlencode(query)

    with calmly():
        response = walker.client.post(url, fields, headers={"Sec-Fetch-Site": "same-origin"})

    assert_calm(url, response)
    assert len(sandbox.salon.records) <= 1
