"""Nothing in the styles and scripts depends on a mouse, on movement, on a way of holding the device or on sound."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.serving import PROJECT

STATIC = PROJECT / "static" / "widget"
STYLES = {file.name: file.read_text(encoding="utf-8") for file in STATIC.glob("*.css")}
SCRIPTS = {file.name: file.read_text(encoding="utf-8") for file in STATIC.glob("*.js")}
DECORATION = {"color", "background", "border-color", "text-decoration"}
"""All that may change where a pointer rests: whoever has none misses nothing (WCAG 1.3.3, 1.4.13)."""
POINTERS = r"mouse\w+|pointer\w+|touch\w+|drag\w*|dblclick|contextmenu|wheel|devicemotion|deviceorientation"
KEYS = {"Enter", "Escape"}


def rules(css: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Selectors with their declarations, whatever they are nested in."""
    for selector, body in re.findall(r"([^{};]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", css, flags=re.S)):
        pairs = (declaration.partition(":") for declaration in body.split(";") if declaration.strip())
        yield " ".join(selector.split()), {name.strip(): value.strip() for name, _, value in pairs}


@pytest.fixture(params=STYLES)
def css(request: pytest.FixtureRequest) -> str:
    return STYLES[request.param]


@pytest.fixture(params=SCRIPTS)
def script(request: pytest.FixtureRequest) -> str:
    return SCRIPTS[request.param]


def test_a_pointer_that_rests_reveals_nothing(css: str) -> None:
    for selector, declared in rules(css):
        if ":hover" in selector:
            assert declared.keys() <= DECORATION, selector


def test_the_focus_keeps_its_outline(css: str) -> None:
    without = [selector for selector, declared in rules(css) if declared.get("outline") in ("none", "0")]

    assert set(without) <= {"h1:focus"}, "only what cannot be operated goes without"


def test_no_way_of_holding_or_pointing_is_asked_for(css: str) -> None:
    assert not re.search(r"orientation\s*:|hover\s*:|pointer\s*:\s*(fine|coarse|none)|touch-action|user-select", css)


def test_movement_ends_where_it_is_not_wanted() -> None:
    css = STYLES["widget.css"]
    [still] = re.findall(r"@media \(prefers-reduced-motion: reduce\) \{(.*?)\n\}", css, flags=re.S)
    assert "transition: none !important" in still
    for name, each in STYLES.items():
        wanted = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{.*?\n\}", "", each, flags=re.S)
        assert not re.search(r"animation|scroll-behavior|@keyframes|view-transition", wanted), name
        moved = [selector for selector, declared in rules(each) if "transition" in declared]
        assert not [selector for selector in moved if "::" in selector], "* reaches no pseudo-element"


AHEAD = 'for (const type of ["mouseover", "touchstart", "focusin"])'
"""Where a page is fetched ahead: nobody sees or loses anything by it."""


def test_scripts_listen_to_no_mouse_and_take_no_keys_away(script: str) -> None:
    script = script.replace(AHEAD, "")
    assert not re.search(rf"""["'](?:{POINTERS}|paste|copy|cut|selectstart)["']|on(?:{POINTERS}|paste)\b""", script)
    assert set(re.findall(r"""key === "(\w+)\"""", script)) <= KEYS
    assert not re.search(r"\bAudio\b|speechSynthesis|vibrate|behavior: \"smooth\"", script)
