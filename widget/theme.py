"""The theme: a stylesheet for each accent colour, scheme, corner style and font.

Every colour of the widget stands here. What an owner chooses is one accent; where that could not be read on our
grounds, or not be told from them, it is moved to the nearest lightness that can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from hashlib import blake2b

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import reverse

from widget.colour import Colour, text_on
from widget.flow.selection import read_looks
from widget.static_text import static_text

LAYOUT = "widget/widget.css"
"""The static file that stands behind each theme: a stylesheet of its own would be a connection more before the first
paint."""

READABLE = 4.5
"""Contrast of text with what it stands on (WCAG 2.2, 1.4.3)."""
VISIBLE = 3.0
"""Contrast of a control with what is around it (WCAG 2.2, 1.4.11)."""
TINT = 0.1
"""How much of the accent is in the ground of what is chosen."""
HOVER = 0.2

LIGHT = {
    "ground": "#faf8f5", "surface": "#fff", "sunken": "#f3efe9", "closed": "#f3efe9", "text": "#221e1a",
    "muted": "#655d54", "line": "#e4ddd3", "edge": "#8b8176", "warn": "#8a3b12", "warn-soft": "#fbeee6",
    "good": "#1f5c4d", "good-soft": "#e6f0ec", "on-tint": "#3d342b", "tint-0": "#f3dcd2", "tint-1": "#dfe8d5",
    "tint-2": "#d6e6ea", "tint-3": "#e6dcee", "tint-4": "#f4e6c6", "tint-5": "#e9dcd0",
}  # fmt: skip
DARK = {
    "ground": "#171512", "surface": "#201d19", "sunken": "#2a2621", "closed": "#1b1915", "text": "#f3eee7",
    "muted": "#b3a99c", "line": "#3a352e", "edge": "#8f8578", "warn": "#f0b48f", "warn-soft": "#3a271c",
    "good": "#8fd0bb", "good-soft": "#22362f", "on-tint": "#f6efe6", "tint-0": "#5b3f34", "tint-1": "#445238",
    "tint-2": "#37505a", "tint-3": "#4d4159", "tint-4": "#5a4c2c", "tint-5": "#51453a",
}  # fmt: skip
GROUNDS = ("ground", "surface", "sunken")

CORNERS = {
    "none": {"corner": "0", "corner-small": "0", "corner-pill": "0"},
    "soft": {"corner": ".625rem", "corner-small": ".375rem", "corner-pill": "2rem"},
    "round": {"corner": "1.5rem", "corner-small": ".625rem", "corner-pill": "2rem"},
}
FONTS = {
    "system": 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",sans-serif',
    "serif": '"Iowan Old Style","Palatino Linotype",Palatino,"Noto Serif",Georgia,serif',
}
PARAMETERS = ("accent", "theme", "corners", "font")
"""Of an address, in the order in which a theme's own address and ``Theme`` have them."""


@dataclass(frozen=True)
class Theme:
    """What an owner chooses of the looks. ``accent``: six digits; ``scheme``: "light", "dark", or "auto", as the
    visitor's system has it."""

    accent: str = "1f5c4d"
    scheme: str = "auto"
    corners: str = "soft"
    font: str = "system"

    @classmethod
    def of(cls, looks: Mapping[str, str]) -> Theme:
        """From the parameters that every link keeps, each valid or absent."""
        chosen = [
            looks.get(parameter) or str(given.default) for parameter, given in zip(PARAMETERS, fields(cls), strict=True)
        ]
        accent = chosen[0].lower()
        return cls(accent if len(accent) == 6 else "".join(digit * 2 for digit in accent), *chosen[1:])

    @property
    def name(self) -> str:
        """As the address of its stylesheet has it."""
        return "-".join(astuple(self))

    @property
    def stylesheet(self) -> str:
        shape = {**CORNERS[self.corners], "font": FONTS[self.font]}
        if self.scheme == "auto":
            rules = [
                _rule("light dark", {**self.palette(LIGHT), **shape}),
                f"@media (prefers-color-scheme:dark){{{_rule('', self.palette(DARK))}}}",
            ]
        else:
            rules = [_rule(self.scheme, {**self.palette(DARK if self.scheme == "dark" else LIGHT), **shape})]
        return "".join(rules)

    def palette(self, neutral: Mapping[str, str]) -> dict[str, str]:
        """The neutral colours, and those made of the accent:

        ``accent`` for text, borders and the focus ring; ``accent-soft`` under what is chosen; ``fill`` for buttons with
        ``on-fill`` on them, ``fill-strong`` while the pointer is over them.
        """
        chosen = Colour.parse(self.accent)
        surface, text = Colour.parse(neutral["surface"][1:]), Colour.parse(neutral["text"][1:])
        grounds = [Colour.parse(neutral[name][1:]) for name in GROUNDS]
        soft = surface.mixed(chosen.told_apart_from(grounds, READABLE), TINT)
        accent = chosen.told_apart_from([*grounds, soft], READABLE)
        fill = chosen.told_apart_from([*grounds, soft], VISIBLE)
        on_fill, strong = text_on(fill), fill.mixed(text, HOVER)
        if on_fill.contrast(strong) < READABLE or strong.least_contrast(grounds) < VISIBLE:
            strong = fill
        made = {"accent": accent, "accent-soft": soft, "fill": fill, "fill-strong": strong, "on-fill": on_fill}
        return {**neutral, **{name: str(colour) for name, colour in made.items()}}


def read_theme(name: str) -> Theme | None:
    """The theme that an address names, in the only way in which we write it."""
    looks = read_looks({parameter: [value] for parameter, value in zip(PARAMETERS, name.split("-"), strict=False)})
    theme = Theme.of(looks)
    return theme if theme.name == name else None


def page_theme(request: HttpRequest) -> dict[str, str]:
    """Context processor."""
    try:
        theme = Theme.of(read_looks(dict(request.GET.lists())))
    except SuspiciousOperation:  # an error page for a query string that cannot be read
        theme = Theme()
    return {"theme": theme.scheme, "theme_url": reverse("widget:theme", args=[theme.name, version_of_stylesheets()])}


def version_of_stylesheets() -> str:
    """Changes with every change of what they hold, so that browsers may keep them for good."""
    return blake2b(f"{COLOURS}{static_text(LAYOUT).digest}".encode(), digest_size=4).hexdigest()


def _rule(scheme: str, values: Mapping[str, str]) -> str:
    declared = f"color-scheme:{scheme};" if scheme else ""
    return f":root{{{declared}{';'.join(f'--{name}:{value}' for name, value in values.items())}}}"


COLOURS = blake2b(
    "".join(
        Theme(accent, scheme, corners, font).stylesheet
        for accent in ("1f5c4d", "ffd400")
        for scheme in ("light", "dark", "auto")
        for corners in CORNERS
        for font in FONTS
    ).encode(),
    digest_size=4,
).hexdigest()
"""Changes with every change of what is written here."""
