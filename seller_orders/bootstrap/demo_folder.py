"""A temporary folder that is deleted however its process ends."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

_DELETE: Final = "import shutil, sys; sys.stdin.read(); shutil.rmtree(sys.argv[1])"


@contextmanager
def demo_folder() -> Iterator[Path]:
    """Create a folder, and delete it after the block and after a signal, SIGKILL included."""
    folder = Path(mkdtemp(prefix="seller-orders-demo-"))
    # The pipe closes as soon as this process and its workers have ended for any reason. In a
    # new session the child gets no signal of the terminal.
    with subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
        [sys.executable, "-I", "-S", "-c", _DELETE, folder],
        stdin=subprocess.PIPE,
        start_new_session=True,
    ):
        yield folder
