"""``python -m tests.integration.crash KILLS [SEED]``: crash every stack and summarize."""

import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.integration.crash.crash_run import STACKS, Outcome, run_crashes
from tests.support.servers import end_servers


def main(kills: int, seed: int) -> int:
    """Return the number of stacks with violations."""
    failed = 0
    for stack in STACKS:
        with TemporaryDirectory(prefix="seller-orders-crash-") as folder:
            outcome = run_crashes(stack, Path(folder), kills, seed, _report)
        sys.stdout.write(summary(stack, seed, outcome))
        sys.stdout.flush()
        failed += bool(outcome.violations)
    end_servers()
    return failed


def summary(stack: str, seed: int, outcome: Outcome) -> str:
    """Return the results of one stack as Markdown."""
    at_steps = Counter({how: n for how, n in outcome.kills.items() if how != "at a random moment"})
    by_kind = outcome.acknowledged
    lines = [
        f"### {stack}",
        "",
        f"- {outcome.kills.total()} kills in {outcome.seconds / 60:.0f} minutes (seed {seed}): "
        f"{outcome.kills['at a random moment']} at random moments, {at_steps.total()} at "
        f"{len(at_steps)} moments before or after a named step",
        f"- {outcome.orders} orders; {by_kind.total()} changes and {outcome.refused} refusals "
        f"acknowledged, after {outcome.resent} requests that had to be sent again",
        "- changes by kind: " + ", ".join(f"{n} {kind}" for kind, n in sorted(by_kind.items())),
        f"- {outcome.replays} answered requests sent again: the same response; "
        f"{outcome.reads} reads of what had just been written",
        f"- {outcome.events} events arrived, {outcome.repeated_events} of them more than once",
        f"- **{len(outcome.violations)} violations**",
        *(f"  - {violation}" for violation in outcome.violations[:50]),
        "",
        "",
    ]
    return "\n".join(lines)


def _report(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())))
