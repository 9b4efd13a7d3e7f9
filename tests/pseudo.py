"""Pseudo-languages: every translated text stands in ⟦brackets⟧, longer than English or in Arabic letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LONG, RIGHT_TO_LEFT = "en-xa", "ar-xb"

REFERENCE = Path(__file__).parent.parent / "widget" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|%%)")
ACCENTED = str.maketrans("aeiouycnszAEIOUYCNSZ", "áéíóúýçñšžÁÉÍÓÚÝÇÑŠŽ")
ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه")


def longer(text: str) -> str:
    words = "".join(part if PLACEHOLDER.fullmatch(part) else part.translate(ACCENTED) for part in _parts(text))
    return f"⟦{words}{' ñóçħ' * (1 + len(text) // 14)}⟧"


def mirrored(text: str) -> str:
    words = "".join(part if PLACEHOLDER.fullmatch(part) else part.lower().translate(ARABIC) for part in _parts(text))
    return f"⟦{words}⟧"


def _parts(text: str) -> list[str]:
    return PLACEHOLDER.split(text)


def write_catalogues(folder: Path) -> None:
    """Compiled catalogues of both pseudo-languages below ``folder``, as LOCALE_PATHS wants them."""
    _write(folder / "en_XA", longer)
    _write(folder / "ar_XB", mirrored)


def _write(folder: Path, alter: Callable[[str], str]) -> None:
    with REFERENCE.open("rb") as file:
        reference = read_po(file, locale="en")
    catalogue = Catalog(locale="en")
    for message in reference:
        if message.id:
            forms = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
            altered = tuple(alter(form) for form in forms)
            catalogue.add(message.id, altered if len(altered) > 1 else altered[0], context=message.context)
    compiled = folder / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    with compiled.open("wb") as file:
        write_mo(file, catalogue)
