"""One table of a TOML file, read key by key. Never raises: what is wrong becomes a line of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, cast

T = TypeVar("T")
Fits = Callable[[Any], bool]


class Table:
    """``where`` begins each line in ``problems``. Keys that nobody has read are told by ``close``: a misspelt key
    must not pass as one that was left out."""

    def __init__(self, values: Mapping[str, Any], where: str, problems: list[str]) -> None:
        self._values = values
        self._where = where
        self._problems = problems
        self._read: list[str] = []

    def read(self, key: str, fits: Fits, default: T, what: str, example: str, *, is_needed: bool = False) -> T:
        """The value, or ``default`` where there is none or none that fits."""
        self._read.append(key)
        if key not in self._values and not is_needed:
            return default
        value = self._values.get(key)
        if fits(value):
            return cast("T", value)
        self.problem(key, what, example)
        return default

    def items(self, key: str) -> list[Any]:
        """Of a list as it stands, fitting or not."""
        value = self._values.get(key)
        return value if isinstance(value, list) else []

    def text(self, key: str, longest: int, example: str) -> str:
        """Some lines of text, without space around them."""
        what = f"is not a text of at most {longest} characters"
        return self.read(key, is_text(longest, allows_lines=True), "", what, f'"{example}"').strip()

    def line(self, key: str, longest: int, example: str, *, is_needed: bool = False) -> str:
        what = f"is not one line of at most {longest} characters"
        fits = is_text(longest, shortest=int(is_needed))
        return self.read(key, fits, "", what, f'"{example}"', is_needed=is_needed).strip()

    def https(self, key: str, example: str) -> str:
        """An empty one is none."""
        return self.read(
            key, lambda value: value == "" or _is_https(value), "", "is not an https address", f'"{example}"'
        )

    def flag(self, key: str) -> bool:
        return self.read(key, lambda value: isinstance(value, bool), False, "is neither true nor false", "true")

    def tables(self, key: str, example: str) -> Iterator[Table]:
        rows: list[Mapping[str, Any]] = self.read(key, _is_tables, [], "is not an array of tables", example)
        for n, values in enumerate(rows, 1):
            yield Table(values, f"{self._where} {key} number {n}:", self._problems)

    def problem(self, key: str, what: str, example: str) -> None:
        self._problems.append(f"{self._where} {key} {what}. Example: {example}")

    def close(self) -> None:
        for key in (key for key in self._values if key not in self._read):
            # As Python writes it, since a quoted key may hold anything.
            self._problems.append(f"{self._where} {key!r} is no key. There are: {', '.join(self._read)}")


def is_text(longest: int, *, shortest: int = 0, allows_lines: bool = False) -> Fits:
    """Control characters are no part of a text."""
    pattern = re.compile(r"[^\x00-\x09\x0b-\x1f\x7f-\x9f]*" if allows_lines else r"[^\x00-\x1f\x7f-\x9f]*")

    def fits(value: Any) -> bool:
        return isinstance(value, str) and shortest <= len(value.strip()) <= longest and bool(pattern.fullmatch(value))

    return fits


def is_list_of(fits: Fits) -> Fits:
    return lambda value: isinstance(value, list) and all(map(fits, value))


def is_like(pattern: re.Pattern[str]) -> Fits:
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


_is_https = is_like(re.compile(r"(?!.*[\s\"'<>\\\x00-\x1f\x7f])https://[^/?#]+([/?#].*)?"))
_is_tables = is_list_of(lambda value: isinstance(value, Mapping))
