"""What is to be said of all the statements that were heard."""

import json
from collections.abc import Iterator
from pathlib import Path

from tests.fence.judging import unrestricted


def offenders(folder: Path) -> Iterator[str]:
    """Describe each statement that goes across domains without being on the named list."""
    for statement, across, dialect in sorted(_heard(folder), key=str):
        loose = unrestricted(statement, dialect) - {across}
        if loose:
            yield f"{', '.join(sorted(loose))} across domains ({dialect}):\n{statement}"


def _heard(folder: Path) -> set[tuple[str, str | None, str]]:
    heard = set[tuple[str, str | None, str]]()
    for file in folder.glob("*.jsonl"):
        for line in file.read_text().splitlines():
            each = json.loads(line)
            # What makes and alters tables is the migrations'; what begins and ends, anybody's.
            if (
                each["statement"]
                .lstrip()
                .startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE"))
            ):
                heard.add((each["statement"], each["across"], each["dialect"]))
    return heard
