"""Mutation: a small change of a source file."""

from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

from attrs import frozen


@frozen
class Mutation:
    """Change of a file at a line. ``text`` returns the file's text with the change."""

    file: Path
    line: int
    text: Callable[[], str]

    @property
    def diff(self) -> str:
        """Removed and added lines, without context."""
        before, after = self.file.read_text().splitlines(), self.text().splitlines()
        return "\n".join(unified_diff(before, after, self.file.name, lineterm="", n=0))

    @property
    def changed_lines(self) -> set[str]:
        """Lines that the change makes, or with a minus sign those that it only removes.

        They have no indentation.
        """
        lines = [line for line in self.diff.splitlines() if line[:2] not in {"++", "--", "@@"}]
        added = {line[1:].strip() for line in lines if line[:1] == "+"}
        return added or {f"- {line[1:].strip()}" for line in lines if line[1:].strip()}
