"""What a business pastes into its site. Every value is escaped for HTML; docs/embedding.md explains each kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from django.utils.html import escape

from widget.flow.selection import Selection
from widget.theme import PARAMETERS, Theme

MODES = ("inline", "popup", "floating")
DEFAULTS = dict(zip(PARAMETERS, astuple(Theme()), strict=True))
"""What need not be said."""
FRAME_HEIGHT = 760
"""In pixels, where no script makes the frame as high as what is in it."""


@dataclass(frozen=True)
class Snippets:
    """``origin`` is the widget's, ``url`` the address of its first page with all that was chosen. ``location_id`` is
    None where visitors choose among several."""

    origin: str
    url: str
    label: str
    selection: Selection
    location_id: int | None = None
    mode: str = "inline"
    has_data_layer: bool = False
    """Whether events go to ``window.dataLayer`` too."""

    @property
    def element(self) -> str:
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in self._attributes())
        return f"<booking-widget{attributes}{self._layer}>\n  {self.link}\n</booking-widget>\n{self._script}"

    @property
    def block(self) -> str:
        """For site builders that remove elements they do not know."""
        attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in self._attributes())
        return f"<div data-booking-widget{attributes}{self._layer}>\n  {self.link}\n</div>\n{self._script}"

    @property
    def frame(self) -> str:
        """For site builders that remove scripts."""
        return (
            f'<iframe src="{escape(self.url)}" title="{escape(self.label)}" height="{FRAME_HEIGHT}" '
            'style="width:100%;border:0" loading="lazy" referrerpolicy="strict-origin"></iframe>'
        )

    @property
    def link(self) -> str:
        return f'<a href="{escape(self.url)}">{escape(self.label)}</a>'

    @property
    def popup_link(self) -> str:
        """A link in the business's own looks that opens the widget over the page, and leads to it without a script."""
        return f'<a href="{escape(self.url)}" data-booking-popup{self._layer}>{escape(self.label)}</a>\n{self._script}'

    @property
    def policy(self) -> str:
        """What a Content-Security-Policy of the business's page has to allow."""
        return f"script-src {self.origin}; frame-src {self.origin}"

    @property
    def _layer(self) -> str:
        return " data-layer" if self.has_data_layer else ""

    @property
    def _script(self) -> str:
        return f'<script async src="{escape(self.origin)}/embed.js"></script>'

    def _attributes(self) -> Iterable[tuple[str, str]]:
        if self.location_id is not None:
            yield "location", str(self.location_id)
        if self.mode != "inline":
            yield "mode", self.mode
        if self.selection.service_ids:
            yield "service", " ".join(map(str, self.selection.service_ids))
        if self.selection.team_member_id is not None:
            yield "team-member", str(self.selection.team_member_id)
        if self.selection.day:
            yield "date", self.selection.day.isoformat()
        for name, value in self.selection.kept:
            if DEFAULTS.get(name) != value.lower():
                yield name, value
