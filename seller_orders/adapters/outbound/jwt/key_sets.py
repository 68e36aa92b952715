"""JSON Web Key Sets from a URL or a file."""

import json
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

from jwt import PyJWK, PyJWKClient, PyJWKSet
from jwt.exceptions import PyJWKClientConnectionError, PyJWKClientError, PyJWKSetError, PyJWTError

from seller_orders.application.ports.token_verifier import TokensUnavailableError

_FETCHED_EVERY_S: Final = 300
_FETCHED_WITHIN_S: Final = 2
_LOOKED_AGAIN_AFTER_S: Final = 10


class KeySet(Protocol):
    """Set of keys by id."""

    def find(self, key_id: str) -> PyJWK | None:
        """Return the key, or None. Raises TokensUnavailableError if the set cannot be read."""
        ...


class FetchedKeySet:
    """Key set at a URL, fetched every 5 minutes, or at most every 10 s for unknown ids."""

    def __init__(self, url: str) -> None:
        self._client = PyJWKClient(
            url,
            lifespan=_FETCHED_EVERY_S,
            timeout=_FETCHED_WITHIN_S,
            cooldown_duration=_LOOKED_AGAIN_AFTER_S,
        )

    def find(self, key_id: str) -> PyJWK | None:
        """Return the key, or None."""
        try:
            return self._client.get_signing_key(key_id)
        except PyJWKClientConnectionError as error:
            raise TokensUnavailableError(str(error)) from error
        except (PyJWKClientError, PyJWKSetError):
            return None
        except ValueError as error:
            raise TokensUnavailableError(f"the URL does not return JSON: {error}") from error


class StoredKeySet:
    """Key set in a file, which is read again after a change."""

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
                    self._keys = _by_id(json.loads(self._file.read_bytes()))
                    self._read_at = changed_at
            except (OSError, ValueError, PyJWTError) as error:
                raise TokensUnavailableError(f"{self._file}: {error}") from error
            return self._keys.get(key_id)


def key_set(source: str) -> KeySet:
    """Return the key set at an http or https URL, or in a file."""
    if source.startswith(("http://", "https://")):
        return FetchedKeySet(source)
    return StoredKeySet(Path(source))


def _by_id(document: Any) -> dict[str, PyJWK]:
    if not isinstance(document, dict):
        raise ValueError("a JWK Set must be a JSON object")  # noqa: TRY004  # as for any other bad content
    return {str(key.key_id): key for key in PyJWKSet.from_dict(document).keys if key.key_id}
