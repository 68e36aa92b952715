"""The command in a process that is forked from a server with all modules loaded.

Loading the modules takes most of a short command's time. The tests of the README start the command
without this.
"""

import atexit
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing import connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from runpy import run_module
from threading import Lock
from typing import Final, TypeAlias

from attrs import frozen

from seller_orders.bootstrap import cli
from tests.support.time_limits import LONG, TimeLimits, set_time_limits
from tests.support.waiting import WITHIN_S, wait_until

Main: TypeAlias = Callable[[], None]
"""The main function of the process: the command, perhaps with a part of it changed."""

_FORKING: Final = multiprocessing.get_context("forkserver")
# Starting a process polls all others, and an exit status can be read only once.
_LOCK: Final = Lock()
_PRELOADED: Final = "tests.support.preloaded_modules"


@frozen
class ForkedCommand:
    """A running command, the leader of its process group."""

    args: tuple[str, ...]
    _process: ForkServerProcess

    @property
    def pid(self) -> int:
        """Process id."""
        assert self._process.pid is not None, "it has been started"
        return self._process.pid

    def poll(self) -> int | None:
        """Return the exit status if it has ended; negative if a signal has ended it."""
        with _LOCK:
            return self._process.exitcode

    def wait(self, timeout: float = WITHIN_S) -> int:
        """Wait for its end, at most ``timeout`` seconds. Raises TimeoutExpired."""
        connection.wait([self._process.sentinel], timeout)
        if (ended := self.poll()) is None:
            raise subprocess.TimeoutExpired(self.args, timeout)
        return ended

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        # The server that forks ignores SIGINT, and so does a new process until it leads its group.
        wait_until(lambda: self.poll() is not None or self._leads_its_group())
        if self.poll() is None:
            # The process may end between the poll and the signal.
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _leads_its_group(self) -> bool:
        with suppress(ProcessLookupError):
            return os.getpgid(self.pid) == self.pid
        return False

    def kill(self) -> None:
        """Kill it with the workers that are left, and wait for its end."""
        # A process that has just been forked is not a group leader yet.
        for kill in (os.kill, os.killpg):
            with suppress(ProcessLookupError):
                kill(self.pid, signal.SIGKILL)
        connection.wait([self._process.sentinel])


def with_variables(variables: Mapping[str, str]) -> Main:
    """Return the command with more variables in its environment."""
    return partial(_run_with, variables)


def program_of(module: str) -> Main:
    """Return the program that ``python -m`` runs."""
    return partial(_run_module, module)


def start(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    stdout: Path,
    stderr: Path,
    stdin: Path = Path(os.devnull),
    main: Main = cli.main,
    limits: TimeLimits = LONG,
) -> ForkedCommand:
    """Start ``seller-orders ARGUMENTS``; its output is appended to the files."""
    _FORKING.set_forkserver_preload([_PRELOADED])
    files = stdin, stdout, stderr
    process = _FORKING.Process(
        target=_run, args=(main, limits, arguments, environment, Path.cwd(), files)
    )
    with _LOCK:
        process.start()
    return ForkedCommand(("seller-orders", *arguments), process)


def _run_with(variables: Mapping[str, str]) -> None:
    os.environ.update(variables)
    cli.main()


def _run_module(name: str) -> None:
    run_module(name, run_name="__main__")


def _run(
    main: Main,
    limits: TimeLimits,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    files: Sequence[Path],
) -> None:
    os.setsid()
    os.chdir(folder)
    for descriptor, file in enumerate(files):
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT if descriptor else os.O_RDONLY
        os.dup2(os.open(file, flags, 0o600), descriptor)
    # multiprocessing replaces sys.stdin by an empty file.
    sys.stdin = os.fdopen(0)
    os.environ.clear()
    os.environ.update(environment)
    # Forked workers inherit what a main function has changed.
    multiprocessing.set_start_method("fork", force=True)
    # Spawned processes import the main module, which must be the command's, not pytest's.
    sys.modules["__main__"] = cli
    sys.argv = ["seller-orders", *arguments]
    # Forked workers inherit the limits.
    set_time_limits(limits)
    try:
        main()
    finally:
        atexit._run_exitfuncs()
