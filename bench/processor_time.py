"""Processor time of processes, as the kernel counts it."""

from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.support.servers import as_administrator


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process and its descendants, ended ones included, to 10 ms."""
    root = psutil.Process(pid)
    living = sum(_seconds(each) for each in root.children(recursive=True))
    return living + _seconds(root)


def postgresql_pid(url: str) -> int:
    """Return the process of a PostgreSQL server on this machine, whose children serve it."""
    with psycopg.connect(as_administrator(url), autocommit=True) as server:
        (folder,) = server.execute("SHOW data_directory").fetchone() or ()
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])


def _seconds(process: psutil.Process) -> float:
    try:
        times: tuple[Any, ...] = process.cpu_times()[:4]
    except psutil.NoSuchProcess:
        # Its parent has counted it among its ended children.
        return 0.0
    return float(sum(times))
