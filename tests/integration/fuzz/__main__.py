"""``python -m tests.integration.fuzz CASES``: run CASES cases on each database and summarize."""

import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.integration.fuzz.fuzzing import FuzzReport, fuzz
from tests.support.server_process import Server, serving
from tests.support.servers import end_servers, fresh_database, redis_url

_CASES_PER_OPERATION: Final = "500"


def main(cases: int) -> int:
    """Return the number of databases with failures."""
    failed = 0
    for database in ("sqlite", "postgresql"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="seller-orders-fuzz-")))
            server = _server(stack, database, folder)
            begun = time.monotonic()
            rounds = _rounds(server, folder, cases)
        failed += any(each.failures for each in rounds)
        sys.stdout.write(_summary(database, rounds, (time.monotonic() - begun) / 60))
        sys.stdout.flush()
    end_servers()
    return failed


def _server(stack: ExitStack, database: str, folder: Path) -> Server:
    if database == "sqlite":
        return stack.enter_context(serving(folder, RATE_LIMIT="off"))
    url = stack.enter_context(fresh_database())
    return stack.enter_context(serving(folder, url, REDIS_URL=redis_url(), RATE_LIMIT="off"))


def _rounds(server: Server, folder: Path, cases: int) -> list[FuzzReport]:
    rounds = list[FuzzReport]()
    while sum(each.cases for each in rounds) < cases:
        rounds.append(fuzz(server, folder, "--max-examples", _CASES_PER_OPERATION))
        so_far = sum(each.cases for each in rounds)
        failures = sum(bool(each.failures) for each in rounds)
        sys.stderr.write(f"{time.strftime('%H:%M:%S')} {so_far} cases, {failures} rounds failed\n")
    return rounds


def _summary(database: str, rounds: list[FuzzReport], minutes: float) -> str:
    """Return the results of one database as Markdown."""
    answers = sum((each.answers for each in rounds), Counter[int]())
    failures = [each.failures for each in rounds if each.failures]
    by_status = ", ".join(f"{status}: {answers[status]}" for status in sorted(answers))
    lines = [
        f"### {database}",
        "",
        f"- {sum(each.cases for each in rounds)} cases in {len(rounds)} rounds and "
        f"{minutes:.0f} minutes, all operations, all checks",
        f"- responses by status: {by_status}",
        f"- **{len(failures)} rounds with a failing check**",
        *failures,
        "",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
