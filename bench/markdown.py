"""Tables in Markdown."""

from collections.abc import Sequence


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the lines of a table whose columns have one width each."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [[text.ljust(width) for text, width in zip(row, widths, strict=True)] for row in rows]
    title = [text.ljust(width) for text, width in zip(head, widths, strict=True)]
    rule = ["-" * width for width in widths]
    return [f"| {' | '.join(line)} |" for line in [title, rule, *lines]]
