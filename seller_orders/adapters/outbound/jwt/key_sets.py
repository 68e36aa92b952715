"""Keys that verify tokens, from a URL or a file. Both may change while the process runs."""

import json
from pathlib import Path
from threading import Lock
from typing import Protocol

from jwt import PyJWK
from jwt.exceptions import PyJWTError

from seller_orders.adapters.outbound.jwt.fetched_key_set import FetchedKeySet
from seller_orders.adapters.outbound.jwt.key_document import keys_by_id
from seller_orders.application.ports.token_verifier import TokensUnavailableError


class KeySet(Protocol):
    """Keys by id."""

    def find(self, key_id: str) -> PyJWK | None:
        """Return a key, None if its id is unknown.

        Raises TokensUnavailableError if the keys cannot be read.
        """
        ...


class StoredKeySet:
    """Keys in a file, which is read again after a change."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()
        self._read_at: tuple[int, int] | None = None
        self._keys: dict[str, PyJWK] = {}

    def find(self, key_id: str) -> PyJWK | None:
        """Return the key, or None."""
        with self._lock:
            try:
                state = self._file.stat()
                changed_at = (state.st_mtime_ns, state.st_size)
                if changed_at != self._read_at:
                    self._keys = keys_by_id(json.loads(self._file.read_bytes()))
                    self._read_at = changed_at
            except (OSError, ValueError, PyJWTError) as error:
                raise TokensUnavailableError(f"{self._file}: {error}") from error
            return self._keys.get(key_id)


def key_set(source: str) -> KeySet:
    """Return the key set at an http or https URL, or in a file."""
    if source.startswith(("http://", "https://")):
        return FetchedKeySet(source)
    return StoredKeySet(Path(source))
