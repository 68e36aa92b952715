import json
import subprocess
import sys
from pathlib import Path

from tests.integration.cli.transfers import DOMAIN, database
from tests.support.past_orders import past_orders
from tests.support.server_process import COMMAND, environment
from tests.support.waiting import WITHIN_S

# A process's high-water mark begins with that of whoever started it, which for a test run is
# large: so a small process starts the command, and says how much it took.
WRAPPER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

# 6,000 lines are 7 MB of text and, decoded, some 27 MB more: whoever holds them all is above
# this bound, while a batch of 500 is about 3 MB.
BOUND_KIB = 15 * 1024


def write_orders(file: Path, count: int) -> None:
    with file.open("w") as output:
        output.writelines(f"{json.dumps(each)}\n" for each in past_orders(count))


def peak_kib(url: str, *arguments: str) -> int:
    measured = subprocess.run(
        [sys.executable, "-c", WRAPPER, COMMAND, *arguments],
        env=environment(url),
        check=True,
        capture_output=True,
        timeout=5 * WITHIN_S,
    )
    return int(measured.stdout)


def test_importing_and_exporting_take_no_more_memory_for_six_times_the_orders(tmp_path: Path):
    peaks = {}
    for count in (1_000, 6_000):
        url, file = database(tmp_path, f"of-{count}"), tmp_path / f"{count}.jsonl"
        write_orders(file, count)
        peaks[count] = (
            peak_kib(url, "import", str(file), "--domain", DOMAIN),
            peak_kib(url, "export", "--domain", DOMAIN),
        )

    assert peaks[6_000][0] - peaks[1_000][0] < BOUND_KIB
    assert peaks[6_000][1] - peaks[1_000][1] < BOUND_KIB
