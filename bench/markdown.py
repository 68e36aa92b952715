"""Tables in Markdown, and pages that have them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

_PLACE: Final = re.compile(
    r"(<!-- table: (?P<name>[\w ]+) -->\n).*?(<!-- end of table -->)", re.DOTALL
)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the lines of a table whose columns have one width each."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [[text.ljust(width) for text, width in zip(row, widths, strict=True)] for row in rows]
    title = [text.ljust(width) for text, width in zip(head, widths, strict=True)]
    rule = ["-" * width for width in widths]
    return [f"| {' | '.join(line)} |" for line in [title, rule, *lines]]


def with_tables(page: str, tables: Mapping[str, Sequence[str]]) -> str:
    """Replace the tables of a page whose names are given, and leave the others.

    A page names a table in a comment, such as ``<!-- table: ratios 100000 -->``. The table ends at
    the next ``<!-- end of table -->``.
    """

    def replaced(found: re.Match[str]) -> str:
        lines = tables.get(found["name"])
        return found[0] if lines is None else "\n".join([found[1], *lines, "", found[3]])

    return _PLACE.sub(replaced, page)


def table_names(page: str) -> Iterator[str]:
    """Return the names of a page's tables."""
    return (found["name"] for found in _PLACE.finditer(page))
