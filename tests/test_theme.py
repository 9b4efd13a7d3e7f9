"""Whatever colour an owner chooses, everything can be read and told apart."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import BERLIN
from tests.serving import PROJECT
from tests.walker import Walker
from widget.colour import Colour
from widget.flow.selection import read_looks
from widget.theme import CORNERS, DARK, FONTS, GROUNDS, LIGHT, Theme, read_theme, version_of_stylesheets

ACCENTS = st.integers(0, 0xFFFFFF).map("{:06x}".format)
PALETTES = pytest.mark.parametrize("neutral", [LIGHT, DARK], ids=["light", "dark"])
WIDGET_CSS = (PROJECT / "static" / "widget" / "widget.css").read_text(encoding="utf-8")


def named(palette: dict[str, str], *names: str) -> list[Colour]:
    return [Colour.parse(palette[name].removeprefix("#")) for name in names]


@pytest.mark.parametrize(("one", "other", "contrast"), [("000", "ffffff", 21), ("777", "fff", 4.48), ("f00", "fff", 4)])
def test_contrast_is_what_wcag_says(one: str, other: str, contrast: float) -> None:
    assert Colour.parse(one).contrast(Colour.parse(other)) == pytest.approx(contrast, abs=0.005)


@PALETTES
@given(accent=ACCENTS)
@example(accent="ffffff")
@example(accent="000000")
@example(accent="faf8f5")
@example(accent="201d19")
@example(accent="808080")
@example(accent="ffd400")
def test_any_accent_can_be_read_and_told_apart(neutral: dict[str, str], accent: str) -> None:
    palette = Theme(accent).palette(neutral)
    grounds = named(palette, *GROUNDS, "accent-soft")
    text, fill, strong, on_fill = named(palette, "accent", "fill", "fill-strong", "on-fill")

    assert text.least_contrast(grounds) >= 4.5
    assert fill.least_contrast(grounds) >= 3
    assert strong.least_contrast(grounds[:3]) >= 3
    assert on_fill.contrast(fill) >= 4.5
    assert on_fill.contrast(strong) >= 4.5
    for neutral_text in named(palette, "text", "muted"):
        assert neutral_text.least_contrast(grounds) >= 4.5


@PALETTES
def test_neutral_colours_can_be_read_and_told_apart(neutral: dict[str, str]) -> None:
    grounds = named(neutral, *GROUNDS)
    for word in ("warn", "good"):
        [colour, soft] = named(neutral, word, f"{word}-soft")
        assert colour.least_contrast([*grounds, soft]) >= 4.5, word
    [edge, on_tint] = named(neutral, "edge", "on-tint")
    assert edge.least_contrast(grounds) >= 3
    assert on_tint.least_contrast(named(neutral, *(f"tint-{number}" for number in range(6)))) >= 4.5


@PALETTES
@pytest.mark.parametrize("accent", ["1f5c4d", "7a3e5c", "0b57d0"])
def test_an_accent_that_is_good_enough_is_left_as_it_is(neutral: dict[str, str], accent: str) -> None:
    palette = Theme(accent).palette(LIGHT)

    assert palette["accent"] == palette["fill"] == f"#{accent}"


@given(
    looks=st.fixed_dictionaries(
        {},
        optional={
            "accent": ACCENTS | st.sampled_from(["fff", "ABCDEF"]),
            "theme": st.sampled_from(["light", "dark", "auto"]),
            "corners": st.sampled_from(sorted(CORNERS)),
            "font": st.sampled_from(sorted(FONTS)),
        },
    )
)
def test_a_themes_address_names_it(looks: dict[str, str]) -> None:
    theme = Theme.of(read_looks({name: [value] for name, value in looks.items()}))

    assert read_theme(theme.name) == theme


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x",
        "1f5c4d-auto-soft",
        "1f5c4d-auto-soft-system-more",
        "1F5C4D-auto-soft-system",
        "fff-auto-soft-system",
        "1f5c4d-pink-soft-system",
        "1f5c4d-auto-soft-comic",
    ],
)
def test_no_other_address_is_a_theme(name: str) -> None:
    assert read_theme(name) is None


def test_a_stylesheet_is_for_good_and_safe(client: Any, settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = True
    answer = client.get(f"/theme/7a3e5c-dark-round-serif.{version_of_stylesheets()}.css")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "color-scheme:dark;" in answer.text
    assert answer.text.startswith(":root{")
    assert answer.text.endswith(WIDGET_CSS)
    assert "prefers-color-scheme" not in answer.text.removesuffix(WIDGET_CSS)
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(("encoding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_stylesheet_comes_squeezed(client: Any, encoding: str, decode: Any) -> None:
    url = f"/theme/7a3e5c-dark-round-serif.{version_of_stylesheets()}.css"
    squeezed = client.get(url, headers={"Accept-Encoding": encoding})

    assert squeezed.headers["Content-Encoding"] == encoding
    assert decode(squeezed.content) == client.get(url).content
    assert client.get(url, headers={"If-None-Match": squeezed.headers["ETag"]}).status_code == 304


def test_a_change_of_the_layout_is_another_address(settings: Any, tmp_path: Path) -> None:
    before = version_of_stylesheets()
    (tmp_path / "widget").mkdir()
    (tmp_path / "widget" / "widget.css").write_text(WIDGET_CSS + "p { margin: 0 }")

    settings.STATIC_ROOT, settings.WHITENOISE_USE_FINDERS = tmp_path, False

    assert version_of_stylesheets() != before


def test_another_releases_stylesheet_is_not_kept_for_good(client: Any) -> None:
    answer = client.get("/theme/7a3e5c-dark-round-serif.0000.css")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=60")


def test_an_unknown_theme_is_not_found(client: Any) -> None:
    assert client.get(f"/theme/7a3e5c-dark-round-comic.{version_of_stylesheets()}.css").status_code == 404


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "1f5c4d-auto-soft-system"),
        ("?theme=dark&accent=ABC&corners=none&font=serif", "aabbcc-dark-none-serif"),
        ("?accent=%23fff&theme=pink&font=comic", "1f5c4d-auto-soft-system"),
    ],
)
def test_a_page_links_the_theme_of_its_address(walker: Walker, query: str, name: str) -> None:
    page = walker.open(f"/{BERLIN}/{query}")

    links = [link["href"] for link in page.html.select("link[rel=stylesheet]")]
    assert f"/theme/{name}.{version_of_stylesheets()}.css" in links


def test_colours_stand_in_the_theme_alone() -> None:
    """But for paper, which is white in every theme."""
    on_screens = re.sub(r"@media print \{.*?\n\}", "", WIDGET_CSS, flags=re.DOTALL)

    assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", on_screens)


def test_every_variable_that_is_used_is_given() -> None:
    declared = set(re.findall(r"(--[\w-]+):", Theme().stylesheet + WIDGET_CSS))

    assert set(re.findall(r"var\((--[\w-]+)\)", WIDGET_CSS)) <= declared


@pytest.mark.parametrize("scheme", ["light", "dark", "auto"])
def test_every_scheme_gives_the_same_variables(scheme: str) -> None:
    names = set(re.findall(r"(--[\w-]+):", Theme(scheme=scheme).stylesheet))

    assert names == set(re.findall(r"(--[\w-]+):", Theme().stylesheet))


def test_a_theme_is_small() -> None:
    assert len(brotli.compress(Theme().stylesheet.encode())) <= 700
