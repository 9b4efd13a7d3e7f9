"""Colours, and how well one is told apart from another (WCAG 2.2, contrast ratio)."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable
from dataclasses import dataclass

STEPS = 50
"""Of lightness, when a colour is moved until it can be told apart."""


@dataclass(frozen=True, slots=True)
class Colour:
    """An opaque sRGB colour, each part from 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, hexadecimal: str) -> Colour:
        """``1f5c4d`` or ``fff``. Raises ValueError."""
        digits = hexadecimal if len(hexadecimal) == 6 else "".join(digit * 2 for digit in hexadecimal)
        if len(digits) != 6:
            raise ValueError(hexadecimal)
        return cls(*bytes.fromhex(digits))

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """From 0 for black to 1 for white."""
        red, green, blue = (_linear(part / 255) for part in (self.red, self.green, self.blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(self, other: Colour) -> float:
        """From 1 to 21."""
        darker, lighter = sorted((self.luminance, other.luminance))
        return (lighter + 0.05) / (darker + 0.05)

    def least_contrast(self, grounds: Iterable[Colour]) -> float:
        return min(self.contrast(ground) for ground in grounds)

    def mixed(self, other: Colour, share: float) -> Colour:
        """With ``share`` (0 to 1) of the other one in it."""
        pairs = ((self.red, other.red), (self.green, other.green), (self.blue, other.blue))
        return Colour(*(round(ours + (theirs - ours) * share) for ours, theirs in pairs))

    def told_apart_from(self, grounds: Iterable[Colour], least: float) -> Colour:
        """The nearest lightness of the same hue that has ``least`` contrast with every ground.

        Toward black on light grounds, toward white on dark ones; at the end of that road stands black or white.
        """
        grounds = tuple(grounds)
        hue, lightness, saturation = colorsys.rgb_to_hls(self.red / 255, self.green / 255, self.blue / 255)
        end = max((0.0, 1.0), key=lambda end: _from_hls(hue, end, saturation).least_contrast(grounds))
        for step in range(STEPS + 1):
            moved = self if not step else _from_hls(hue, lightness + (end - lightness) * step / STEPS, saturation)
            if moved.least_contrast(grounds) >= least:
                return moved
        return moved


WHITE, BLACK = Colour(255, 255, 255), Colour(0, 0, 0)


def text_on(ground: Colour) -> Colour:
    """White if it can be read, as people expect on a button; else black, which then always can."""
    return WHITE if WHITE.contrast(ground) >= 4.5 else BLACK


def _from_hls(hue: float, lightness: float, saturation: float) -> Colour:
    return Colour(*(round(part * 255) for part in colorsys.hls_to_rgb(hue, lightness, saturation)))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
