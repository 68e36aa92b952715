"""The code of the commit that was released last, and its processes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from configparser import ConfigParser
from contextlib import contextmanager, suppress
from pathlib import Path
from tarfile import TarFile
from tempfile import TemporaryFile
from typing import Final

import pytest
from attrs import frozen

from tests.support.server_process import environment
from tests.support.waiting import WITHIN_S

_ROOT: Final = Path(__file__).parents[3]
_NAMED_IN: Final = _ROOT / ".ci" / "last-release"
_RUN: Final = """
import json, sys
from importlib import import_module
from pathlib import Path
import seller_orders
folder, entry_point, commands = sys.argv[1:]
assert Path(seller_orders.__file__).is_relative_to(folder), seller_orders.__file__
module, _, function = entry_point.partition(":")
main = getattr(import_module(module), function)
for arguments in json.loads(commands):
    sys.argv = ["seller-orders", *arguments]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
"""
"""Runs commands of a release, after it has checked that the code is the release's."""


@frozen
class Release:
    """The package of a commit, exported to a folder; it runs with today's dependencies."""

    commit: str
    folder: Path
    entry_point: str

    def run(self, url: str, *commands: Sequence[str]) -> str:
        """Run commands in one process, assert that they succeed, and return their output."""
        ended = subprocess.run(
            self._command(*commands),
            env=self._environment(url),
            cwd=self.folder,
            capture_output=True,
            timeout=2 * WITHIN_S,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr.decode()
        return ended.stdout.decode()

    @contextmanager
    def process(
        self, url: str, log: Path, *arguments: str, **settings: str
    ) -> "Iterator[subprocess.Popen[bytes]]":
        """Run the release's command while the block runs, then end it with its workers."""
        with log.open("wb") as output:
            running = subprocess.Popen(
                self._command(arguments),
                env=self._environment(url, **settings),
                cwd=self.folder,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            yield running
        finally:
            running.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                running.wait(WITHIN_S)
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            running.wait()

    def _command(self, *commands: Sequence[str]) -> list[str]:
        arguments = [str(self.folder), self.entry_point, json.dumps(commands)]
        return [sys.executable, "-P", "-c", _RUN, *arguments]

    def _environment(self, url: str, **settings: str) -> Mapping[str, str]:
        # The release precedes the editable install of today's code, in worker processes too.
        return {**environment(url, **settings), "PYTHONPATH": str(self.folder)}


def last_release(folder: Path) -> Release:
    """Export the package of the commit that ``.ci/last-release`` names into a folder.

    Fails the test if the clone lacks the commit.
    """
    lines = _NAMED_IN.read_text().splitlines()
    (commit,) = (line for line in lines if line and not line.startswith("#"))
    with TemporaryFile() as archive:
        exported = subprocess.run(
            ["git", "-C", str(_ROOT), "archive", commit, "seller_orders", "setup.cfg"],
            stdout=archive,
            stderr=subprocess.PIPE,
            check=False,
        )
        if exported.returncode != 0:
            missing = f"the released commit {commit} is not in this clone"
            pytest.fail(f"{missing}; run: git fetch --unshallow", pytrace=False)
        archive.seek(0)
        with TarFile(fileobj=archive) as files:
            files.extractall(folder, filter="data")
    return Release(commit, folder, _entry_point(folder / "setup.cfg"))


def _entry_point(file: Path) -> str:
    read = ConfigParser()
    read.read_string(file.read_text())
    scripts = read["options.entry_points"]["console_scripts"]
    return scripts.partition("=")[2].strip()
