import subprocess
import sys

import pytest

THREADS = """
import ctypes
import sys
from concurrent.futures import ThreadPoolExecutor
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
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
stdout = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, stdout)
libc.fflush(stdout)
"""


@pytest.mark.parametrize(("kind", "shared"), [("worker", True), ("other", False)])
def test_threads_of_a_worker_share_an_arena(kind: str, *, shared: bool):
    """glibc lists its arenas as heaps."""
    ended = subprocess.run(
        [sys.executable, "-c", THREADS, kind], check=True, capture_output=True, text=True
    )

    arenas = ended.stdout.count("<heap nr=")
    assert arenas >= 1
    assert (arenas == 1) is shared
