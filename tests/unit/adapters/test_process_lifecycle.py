import subprocess
import sys

import pytest

THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from seller_orders.adapters.inbound.server.process_lifecycle import start_worker

if "worker" in sys.argv:
    start_worker()
barrier = Barrier(4)

def allocate(_):
    barrier.wait()
    return [bytearray(2_000) for _ in range(100)]

with ThreadPoolExecutor(4) as pool:
    held = list(pool.map(allocate, range(4)))
starts = [
    int(line.partition("-")[0], 16)
    for line in Path("/proc/self/maps").read_text().splitlines()
    if " rw-p 00000000 00:00 0" in line
]
print(sum(start % (64 << 20) == 0 for start in starts))
"""


@pytest.mark.parametrize(("kind", "arenas"), [("worker", False), ("other", True)])
def test_threads_of_a_worker_share_an_arena(kind: str, *, arenas: bool):
    """An additional arena of glibc begins at a multiple of 64 MB."""
    ended = subprocess.run(
        [sys.executable, "-c", THREADS, kind], check=True, capture_output=True, text=True
    )

    assert (int(ended.stdout) > 0) is arenas
