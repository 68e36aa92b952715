"""Keys that verify tokens, from a URL. They are fetched in the background."""

import json
from collections.abc import Mapping
from threading import BoundedSemaphore, Event, Lock, Thread
from time import monotonic
from typing import Final

from attrs import define, field, frozen
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from seller_orders.adapters.outbound.jwt.key_document import MAX_DOCUMENT, keys_by_id
from seller_orders.adapters.shared.http_client.bounds import external_bounds
from seller_orders.adapters.shared.http_client.errors import HttpClientError
from seller_orders.adapters.shared.http_client.http_client import HttpClient
from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.ports.token_verifier import TokensUnavailableError

_REFRESH_AFTER_S: Final = 300.0
_VALID_FOR_S: Final = 24 * 3600.0
_FETCH_INTERVAL_S: Final = 10.0
_MAX_WAIT_S: Final = 2.0
_MAX_WAITING: Final = 16


@define(eq=False)
class _Fetch:
    """A fetch that runs or has ended; ``error`` is None after a success."""

    began: float = field(factory=monotonic)
    error: str | None = "the fetch failed"
    done: Event = field(factory=Event)


@frozen
class _Fetched:
    keys: Mapping[str, PyJWK]
    at: float


class FetchedKeySet:
    """Keys at a URL, fetched every 5 minutes of use, and for an unknown id at most every 10 s.

    A known key is returned at once, even while the URL is unreachable, for up to a day. Callers
    with an unknown key wait for the fetch in progress, at most 16 of them and until 2 s after it
    began. Its result also holds for all unknown ids of the next 10 s, so that made-up ids cause no
    further fetch.
    """

    def __init__(self, url: str) -> None:
        # The operator chooses the identity provider, which may be on a private network.
        bounds = external_bounds(allow_private=True)
        self._http = HttpClient(url=url, bounds=bounds, max_body=MAX_DOCUMENT)
        self._lock = Lock()
        self._fetched = _Fetched({}, -_VALID_FOR_S)
        self._latest: _Fetch | None = None
        self._waiting = BoundedSemaphore(_MAX_WAITING)

    def find(self, key_id: str) -> PyJWK | None:
        """Return the key, or None.

        Raises TokensUnavailableError if the id is unknown and the keys cannot be fetched.
        """
        key, age_s = self._known(key_id)
        if key is None or age_s >= _REFRESH_AFTER_S:
            fetch = self._latest_fetch()
            if key is None:
                self._wait_for(fetch)
                key, _ = self._known(key_id)
                if key is None and fetch.error is not None:
                    raise TokensUnavailableError(fetch.error)
        return key

    def _known(self, key_id: str) -> tuple[PyJWK | None, float]:
        fetched = self._fetched
        age_s = monotonic() - fetched.at
        return (fetched.keys.get(key_id) if age_s < _VALID_FOR_S else None), age_s

    def _latest_fetch(self) -> _Fetch:
        """Return the latest fetch; begin one unless it runs or began within 10 s."""
        with self._lock:
            latest = self._latest
            if latest is not None and (
                not latest.done.is_set() or monotonic() - latest.began < _FETCH_INTERVAL_S
            ):
                return latest
            fetch = _Fetch()
            Thread(target=self._run, args=(fetch,), name="key-set", daemon=True).start()
            self._latest = fetch
            return fetch

    def _wait_for(self, fetch: _Fetch) -> None:
        if fetch.done.is_set():
            return
        if not self._waiting.acquire(blocking=False):
            raise TokensUnavailableError(f"{_MAX_WAITING} requests wait for the keys already")
        try:
            with blocking_io():
                is_done = fetch.done.wait(fetch.began + _MAX_WAIT_S - monotonic())
        finally:
            self._waiting.release()
        if not is_done:
            raise TokensUnavailableError("the keys are still being fetched")

    def _run(self, fetch: _Fetch) -> None:
        try:
            self._fetched = _Fetched(self._download(), fetch.began)
            fetch.error = None
        except (HttpClientError, PyJWTError, ValueError, RecursionError) as error:
            fetch.error = f"{type(error).__name__}: {error}"
        finally:
            fetch.done.set()

    def _download(self) -> Mapping[str, PyJWK]:
        response = self._http.request("GET")
        if response.status != 200:
            raise ValueError(f"the URL of the keys answered {response.status}")
        return keys_by_id(json.loads(response.body))
