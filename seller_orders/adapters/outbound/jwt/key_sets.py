"""Keys that verify tokens, from a URL or a file. Both may change while the process runs."""

import json
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

from jwt import PyJWK, PyJWKClient, PyJWKSet
from jwt.exceptions import PyJWKClientConnectionError, PyJWKClientError, PyJWKSetError, PyJWTError

from seller_orders.adapters.shared.http_client.bounds import Bounds
from seller_orders.adapters.shared.http_client.errors import HttpClientError
from seller_orders.adapters.shared.http_client.http_client import HttpClient
from seller_orders.application.ports.token_verifier import TokensUnavailableError

_FETCHED_EVERY_S: Final = 300
_FETCHED_WITHIN_S: Final = 2
_REFETCH_AFTER_S: Final = 10
_MAX_DOCUMENT: Final = 1024 * 1024


class KeySet(Protocol):
    """Keys by id."""

    def find(self, key_id: str) -> PyJWK | None:
        """Return a key, None if its id is unknown.

        Raises TokensUnavailableError if the keys cannot be read.
        """
        ...


class FetchedKeySet:
    """Keys at a URL, fetched every 5 minutes, and for an unknown id at most every 10 seconds."""

    def __init__(self, url: str) -> None:
        self._client = _BoundedJwkClient(url)

    def find(self, key_id: str) -> PyJWK | None:
        """Return the key, or None."""
        try:
            return self._client.get_signing_key(key_id)
        except PyJWKClientConnectionError as error:
            raise TokensUnavailableError(str(error)) from error
        except (PyJWKClientError, PyJWKSetError):
            return None
        except ValueError as error:
            raise TokensUnavailableError(f"the document at the URL is not JSON: {error}") from error


class _BoundedJwkClient(PyJWKClient):
    def __init__(self, url: str) -> None:
        super().__init__(url, lifespan=_FETCHED_EVERY_S, cooldown_duration=_REFETCH_AFTER_S)
        limit_s = _FETCHED_WITHIN_S
        # The operator chooses the identity provider, which may be on a private network.
        bounds = Bounds(connect_s=limit_s, read_s=limit_s, total_s=limit_s, allow_private=True)
        self._http = HttpClient(url=url, bounds=bounds, max_body=_MAX_DOCUMENT)

    def fetch_data(self) -> Any:
        try:
            response = self._http.request("GET")
        except HttpClientError as error:
            raise PyJWKClientConnectionError(str(error)) from error
        if response.status != 200:
            raise PyJWKClientConnectionError(f"the URL of the keys answered {response.status}")
        return json.loads(response.body)


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
