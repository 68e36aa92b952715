"""Detection of a SQLite file that is deleted or replaced while it is open."""

import os
import sqlite3
from threading import Lock
from time import sleep
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_GONE: Final = "its file was deleted, moved or replaced while it was open"
_NO_WAL: Final = (
    "its -wal file is missing, but its -shm file exists; stop all processes that have it open "
    "and remove the -shm file"
)

_OTHERS_WAL: Final = (
    "its file was replaced, but its -wal and -shm files belong to the previous file; "
    "stop all processes that have it open and remove both"
)

_CHECKS: Final = 10
_CHECK_INTERVAL_S: Final = 0.01

_Identity: TypeAlias = tuple[tuple[int, int] | None, ...]
"""Device and inode of the database, its -wal and its -shm file; None for a missing file."""


def watch_file(engine: Engine, *, must_exist: bool) -> None:
    """Refuse transactions and commits once the file is no longer at its path.

    The first connection creates a missing file unless ``must_exist`` is set.
    """
    path = engine.url.database
    if path and not _is_special(path):
        _File(engine, os.path.abspath(path), must_exist)


class SqliteConnection(sqlite3.Connection):
    """Connection whose commit fails if the file is no longer at its path."""

    file: "_File | None" = None

    def commit(self) -> None:
        """Commit. Raises OperationalError if the file was deleted or replaced."""
        super().commit()
        if self.file is not None and not self.file.is_in_place():
            raise sqlite3.OperationalError(_GONE)


class _File:
    """The file that all connections of an engine have open."""

    def __init__(self, engine: Engine, path: str, must_exist: bool) -> None:
        self._engine = engine
        self._path = path
        # SQLite resolves symbolic links before it names the -wal and -shm files.
        self._real = os.path.realpath(path)
        self._must_exist = must_exist
        self._lock = Lock()
        self._open = 0
        self._opened: _Identity = ()
        event.listen(engine, "do_connect", self._before_connect)
        event.listen(engine, "connect", self._connected)
        event.listen(engine, "close", self._closed)
        event.listen(engine, "begin", self._begin)

    def is_in_place(self) -> bool:
        return self._identity() == self._opened

    def _identity(self) -> _Identity:
        return (_inode(self._path), _inode(f"{self._real}-wal"), _inode(f"{self._real}-shm"))

    def _before_connect(
        self, _: Any, record: ConnectionPoolEntry, args: list[Any], parameters: dict[str, Any]
    ) -> None:
        if not self._open:
            self._real = os.path.realpath(self._path)
        file, wal, shm = self._settled()
        if shm is not None and wal is None:
            # SQLite would use the index (-shm) of another log.
            raise StoreUnavailableError(_NO_WAL)
        was, *logs = self._opened or (file,)
        if file is not None and file != was and {wal, shm} & {*logs} - {None}:
            # SQLite would apply the log of one database to another.
            raise StoreUnavailableError(_OTHERS_WAL)
        record.info["file"] = file
        parameters["factory"] = SqliteConnection
        if self._must_exist:
            args[0], parameters["uri"] = f"file:{quote(self._path)}?mode=rw", True

    def _settled(self) -> _Identity:
        # Another process may be in the middle of creating or removing -wal and -shm.
        for _ in range(_CHECKS):
            _file, wal, shm = found = self._identity()
            if shm is None or wal is not None:
                break
            sleep(_CHECK_INTERVAL_S)
        return found

    def _connected(self, connection: SqliteConnection, record: ConnectionPoolEntry) -> None:
        # A read creates the -wal file.
        connection.execute("PRAGMA schema_version").fetchall()
        with self._lock:
            identity = self._identity()
            is_another = record.info.pop("file") not in {None, identity[0]}
            if is_another or (self._open and identity != self._opened):
                connection.close()
                raise sqlite3.OperationalError(_GONE)
            self._opened, self._must_exist = identity, True
            self._open += 1
        connection.file = self

    def _closed(self, connection: SqliteConnection, _: object) -> None:
        if connection.file is not None:
            with self._lock:
                self._open -= 1

    def _begin(self, connection: Connection) -> None:
        if self.is_in_place():
            return
        # Close all connections, so that the next one opens the new file.
        connection.invalidate()
        self._engine.pool.dispose()
        raise StoreUnavailableError(_GONE)


def _is_special(path: str) -> bool:
    return path == ":memory:" or path.startswith("file:")


def _inode(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
