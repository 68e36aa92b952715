"""A Flask app without what this API never uses: sessions, asynchronous views, routes by host."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from flask.sessions import NullSession, SessionInterface
from werkzeug.routing import MapAdapter


class SynchronousFlask(Flask):
    """A Flask app that does less for each request. Each method is one that Flask lets override."""

    def __init__(self, name: str) -> None:
        super().__init__(name, static_folder=None)
        self.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
        self.url_map.merge_slashes = False
        self.session_interface = _NoSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function: none is a coroutine, which Flask would find out in each call."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return the adapter of a request's path and method. No route depends on the host."""
        if request is None:
            return None
        given = request.environ
        return MapAdapter(
            self.url_map, "", "/", "", "http", given["PATH_INFO"], given["REQUEST_METHOD"]
        )


class _NoSessions(SessionInterface):
    def __init__(self) -> None:
        self._session = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        """Return the session of all requests, which nothing can be written to."""
        return self._session
