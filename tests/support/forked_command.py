"""The command in a process of its own that is forked where its modules are loaded already.

To load them takes most of a short command's time, and most of the tests' altogether. That the
command starts from nothing, too, is seen where the README is followed.
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
from threading import Lock
from typing import Final, TypeAlias

from attrs import frozen

from seller_orders.bootstrap import command
from tests.support.time_limits import LONG, TimeLimits, set_time_limits
from tests.support.waiting import WITHIN_S

Main: TypeAlias = Callable[[], None]
"""What is run in the process: the command, or that with something about it changed."""

_FORKING: Final = multiprocessing.get_context("forkserver")
# To start one is to look whether any other has ended, and an exit status can be read once.
_TURN: Final = Lock()
_LOADED: Final = "tests.support.loaded_command"


@frozen
class ForkedCommand:
    """A running command, the leader of its process group."""

    args: tuple[str, ...]
    _process: ForkServerProcess

    @property
    def pid(self) -> int:
        """Its id."""
        assert self._process.pid is not None, "it has been started"
        return self._process.pid

    def poll(self) -> int | None:
        """Return its exit status if it has ended; negative: the signal that has ended it."""
        with _TURN:
            return self._process.exitcode

    def wait(self, timeout: float = WITHIN_S) -> int:
        """Wait so many seconds for its end. Raises TimeoutExpired if it has not ended by then."""
        connection.wait([self._process.sentinel], timeout)
        if (ended := self.poll()) is None:
            raise subprocess.TimeoutExpired(self.args, timeout)
        return ended

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it has not ended."""
        if self.poll() is None:
            # One that has ended just now may be gone before its exit status can be read.
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it with its workers, if there are any left, and wait for its own end."""
        # Before it has begun to run it has no group of its own.
        for kill in (os.kill, os.killpg):
            with suppress(ProcessLookupError):
                kill(self.pid, signal.SIGKILL)
        connection.wait([self._process.sentinel])


def with_variables(variables: Mapping[str, str]) -> Main:
    """Return the command with more in its environment than settings."""
    return partial(_run_with, variables)


def start(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    stdout: Path,
    stderr: Path,
    stdin: Path = Path(os.devnull),
    main: Main = command.main,
    limits: TimeLimits = LONG,
) -> ForkedCommand:
    """Begin ``seller-orders ARGUMENTS``; what it says is added to the files."""
    _FORKING.set_forkserver_preload([_LOADED])
    files = stdin, stdout, stderr
    process = _FORKING.Process(
        target=_run, args=(main, limits, arguments, environment, Path.cwd(), files)
    )
    with _TURN:
        process.start()
    return ForkedCommand(("seller-orders", *arguments), process)


def _run_with(variables: Mapping[str, str]) -> None:
    os.environ.update(variables)
    command.main()


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
    # What multiprocessing has put in its place is empty.
    sys.stdin = os.fdopen(0)
    os.environ.clear()
    os.environ.update(environment)
    # As it is where nothing is said, so that workers inherit what a main has changed.
    multiprocessing.set_start_method("fork", force=True)
    # What is spawned from here begins with the main module, which is the command's, not pytest's.
    sys.modules["__main__"] = command
    sys.argv = ["seller-orders", *arguments]
    # Its workers are forked, too, and inherit them.
    set_time_limits(limits)
    try:
        main()
    finally:
        atexit._run_exitfuncs()
