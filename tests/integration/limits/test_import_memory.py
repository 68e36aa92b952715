import json
import subprocess
import sys
from pathlib import Path

from tests.integration.cli.import_export import DOMAIN, database
from tests.support.past_orders import past_orders
from tests.support.server_process import COMMAND, environment
from tests.support.waiting import WITHIN_S

# The peak memory of a child process includes that of its parent before exec. A test run is large,
# so a small process starts the command and reports its peak.
WRAPPER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

NOTE = "漢" * 2_000
"""The longest note: few orders with large texts use much memory, but little time."""

# 2,000 lines are 14 MB of text and, decoded, some 17 MB more: a process that holds them all exceeds
# this bound, while a batch of 500 lines takes about 8 MB.
BOUND_KIB = 15 * 1024


def write_orders(file: Path, count: int) -> None:
    with file.open("w") as output:
        for each in past_orders(count):
            output.write(json.dumps({**each, "note": NOTE}, ensure_ascii=False) + "\n")


def peak_kib(url: str, *arguments: str) -> int:
    measured = subprocess.run(
        [sys.executable, "-c", WRAPPER, COMMAND, *arguments],
        env=environment(url),
        check=True,
        capture_output=True,
        timeout=5 * WITHIN_S,
    )
    return int(measured.stdout)


def test_memory_does_not_grow_with_the_number_of_orders(tmp_path: Path):
    peaks = {}
    for count in (1_000, 3_000):
        url, file = database(tmp_path, f"of-{count}"), tmp_path / f"{count}.jsonl"
        write_orders(file, count)
        peaks[count] = (
            peak_kib(url, "import", str(file), "--domain", DOMAIN),
            peak_kib(url, "export", "--domain", DOMAIN),
        )

    assert peaks[3_000][0] - peaks[1_000][0] < BOUND_KIB
    assert peaks[3_000][1] - peaks[1_000][1] < BOUND_KIB
