"""The folder that all processes of a test run share, and what only the first of them makes."""

import atexit
import os
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final

FOLDER: Final = "TEST_RUN_FOLDER"
"""Environment variable with the path of the folder, for child processes too."""


def run_folder() -> Path:
    """Return the folder. The first process of a run makes it, and removes it when it exits."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = mkdtemp(prefix="seller-orders-tests-")
        atexit.register(rmtree, os.environ[FOLDER], ignore_errors=True)
    return Path(os.environ[FOLDER])


def made_once(name: str, make: Callable[[], str]) -> str:
    """Return what the first caller in the run has made under a name; the others wait for it."""
    with (run_folder() / name).open("a+") as file:
        flock(file, LOCK_EX)
        file.seek(0)
        if not (made := file.read()):
            made = make()
            file.write(made)
        return made
