"""Stacks of Python functions, sampled in this process or in another one."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from signal import ITIMER_PROF, SIGINT, SIGPROF, setitimer, signal
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Final, TypeAlias

# The kernel looks at this timer 250 times a second of processor time, and no shorter one is met.
PERIOD_S: Final = 0.004
A_SECOND: Final = 500
"""Samples of another process, in a second of the clock."""

_PY_SPY: Final = str(Path(sys.executable).with_name("py-spy"))
_END_WITHIN_S: Final = 60
_NAMES_KEPT: Final = 1024

Stack: TypeAlias = tuple[str, ...]
"""Functions such as ``seller_orders/domain/order.py:Order.move_to``, outermost first."""


@contextmanager
def sampled_here() -> Iterator[Counter[Stack]]:
    """Count the stacks of the main thread in this block, one each 4 ms of processor time.

    Waiting takes no processor time, so it is not sampled. A signal is handled between two
    instructions, so the time in a C function counts for the Python function that calls it.
    """
    counts: Counter[Stack] = Counter()

    def count(_number: int, frame: FrameType | None) -> None:
        counts[_stack(frame)] += 1

    former = signal(SIGPROF, count)
    setitimer(ITIMER_PROF, PERIOD_S, PERIOD_S)
    try:
        yield counts
    finally:
        setitimer(ITIMER_PROF, 0)
        signal(SIGPROF, former)


@contextmanager
def sampled_process(pid: int) -> Iterator[Counter[Stack]]:
    """Count the stacks that hold another process's interpreter lock, 500 times a second.

    The counts are complete after the block. py-spy reads the other process's memory, which needs
    root or the kernel's leave (``kernel.yama.ptrace_scope=0``). It does not stop the process: with
    stops at each sample a server answered half as many requests.
    """
    counts: Counter[Stack] = Counter()
    with TemporaryDirectory(prefix="seller-orders-bench-") as folder:
        file = Path(folder) / "stacks"
        command = [_PY_SPY, "record", "--pid", str(pid), "--rate", str(A_SECOND), "--gil"]
        command += ["--nonblocking", "--nolineno", "--format", "raw", "--output", str(file)]
        spy = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            _wait_for_begin(spy)
            yield counts
        finally:
            spy.send_signal(SIGINT)
            said, _ = spy.communicate(timeout=_END_WITHIN_S)
        if spy.returncode:
            raise SystemExit(said.decode())
        if b"behind" in said:
            print("py-spy took fewer samples than asked: the machine is busy", flush=True)
        counts.update(raw_stacks(file.read_text()))


def raw_stacks(text: str) -> Counter[Stack]:
    """Read stacks and their counts as py-spy writes them."""
    counts: Counter[Stack] = Counter()
    for line in text.splitlines():
        functions, _, samples = line.rpartition(" ")
        if not samples.isdigit():
            # A name that was read while it changed may break a line.
            continue
        counts[tuple(map(_named, functions.split(";")))] += int(samples)
    return counts


def _named(function: str) -> str:
    name, _, file = function.removesuffix(")").rpartition(" (")
    return f"{file}:{name}"


def _wait_for_begin(spy: "subprocess.Popen[bytes]") -> None:
    # It says when it samples, and nothing more until it ends.
    line = spy.stdout.readline() if spy.stdout else b""
    if b"Sampling" not in line:
        raise SystemExit(f"py-spy cannot sample: {line.decode()}")


def _stack(frame: FrameType | None) -> Stack:
    functions = []
    while frame is not None:
        functions.append(f"{_relative(frame.f_code.co_filename)}:{frame.f_code.co_qualname}")
        frame = frame.f_back
    return tuple(reversed(functions))


@lru_cache(_NAMES_KEPT)
def _relative(file: str) -> str:
    """Return a file's path in the folder that it was imported from."""
    folders = [each for each in sys.path if each and file.startswith(f"{each}/")]
    return file[len(max(folders, key=len)) + 1 :] if folders else file
