"""What a stylesheet is to a browser of 2020: Chrome 80, Samsung Internet 13, Safari 13.

Not known there, with what we do about it:

* ``:is()``, ``:where()``: the rule is dropped. Only touches are written so: what happens under a pointer, spacing.
* ``:has()``: a chosen service is told by its checkbox alone; a list to choose from keeps the browser's own arrow.
* ``:focus-visible``: the browser's own ring.
* ``inset`` and the pairs ``padding-block``, ``margin-inline`` …: physical properties stand in their place where a
  layout needs them.
* ``subgrid``: facts keep a fixed first column.
* ``accent-color``, ``text-wrap``, ``aspect-ratio``: as the browser likes it.
* ``overflow-wrap: anywhere``: ``break-word`` before it.
* ``gap`` between flexible boxes: words and pictures stand closer. Not taken out here, since grids know it.

Nowhere used, so that nothing has to be done: ``oklch()``, ``color-mix()``, nesting, layers, container queries,
``rotate`` and ``translate`` as properties of their own. Colours are computed on the server.
"""

from __future__ import annotations

import re

RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
UNKNOWN_SELECTORS = (":is(", ":where(", ":has(", ":focus-visible")
UNKNOWN_PROPERTIES = re.compile(
    r"(?:^|(?<=[;{\s]))(?:inset(?:-\w+)*|(?:padding|margin)-(?:block|inline)|accent-color|text-wrap|aspect-ratio|rotate"
    r"|translate|scale)\s*:[^;}]*;?|overflow-wrap\s*:\s*anywhere;?"
)
NEVER = re.compile(
    r"oklch\(|oklab\(|color-mix\(|@layer|@container|light-dark\(|(?:^|[{};\s])&|(?:^|[;\s])(?:rotate|translate|scale):"
)
"""What cannot be done without in part only."""


def as_known_then(stylesheet: str) -> str:
    """The stylesheet without what is not known."""
    without_comments = re.sub(r"/\*.*?\*/", "", stylesheet, flags=re.DOTALL)
    without_blocks = re.sub(
        r"@supports (?:selector|\(grid-template-columns: subgrid)[^{]*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}",
        "",
        without_comments,
    )
    return RULE.sub(_rule, without_blocks)


def _rule(rule: re.Match[str]) -> str:
    selector, declarations = rule.groups()
    if any(unknown in selector for unknown in UNKNOWN_SELECTORS):
        return ""
    return f"{selector}{{{UNKNOWN_PROPERTIES.sub('', declarations)}}}"
