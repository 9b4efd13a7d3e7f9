from __future__ import annotations

import re
from html.parser import HTMLParser

BLOCKS = frozenset({"br", "p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4"})
UNSEEN = frozenset({"script", "style", "template"})


def plain_text(html: str) -> str:
    """What a reader would see of ``html``: tags gone, entities resolved, blocks on lines of their own.

    The result is text and must still be escaped where it is shown.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"\s+", " ", line).strip() for line in "".join(reader.seen).split("\n"))
    return "\n".join(line for line in lines if line)


def plain_line(html: str) -> str:
    """The same on one line, for titles and names."""
    return " ".join(plain_text(html).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._unseen_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen_depth += tag in UNSEEN
        if tag in BLOCKS:
            self.seen.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN and self._unseen_depth:
            self._unseen_depth -= 1
        if tag in BLOCKS:
            self.seen.append("\n")

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """``<![…`` as browsers take it: a comment up to the next ``>``. The original stops at what it does not know."""
        return self.parse_bogus_comment(i, report)

    def handle_data(self, data: str) -> None:
        if not self._unseen_depth:
            self.seen.append(data)
