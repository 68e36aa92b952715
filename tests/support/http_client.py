"""A small HTTP client: it sends what it is told to, however wrong, and keeps the answer."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from http.client import HTTPConnection, HTTPMessage
from typing import Any, Final

from attrs import evolve, frozen

from tests.support.conformance import ensure_described
from tests.support.waiting import WITHIN_S

BASE: Final = "/merchant/api/v1/domains"


@frozen
class Answer:
    """What came back. Header names are compared without case."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """The body, its fractions exact."""
        return json.loads(self.body, parse_float=Decimal)

    @property
    def code(self) -> str:
        """The problem's code."""
        code: str = self.json["code"]
        return code

    @property
    def pointers(self) -> list[str]:
        """Where the problem's errors are."""
        return [error["pointer"] for error in self.json["errors"]]

    @property
    def steps(self) -> list[str]:
        """The names in Server-Timing."""
        entries = self.headers["Server-Timing"].split(",")
        return [entry.split(";")[0].strip() for entry in entries]


@frozen(kw_only=True)
class Client:
    """Calls one server for one domain, with a key or without."""

    port: int
    domain_id: str
    key: str | None = None

    def get(self, path: str, **headers: str) -> Answer:
        """Read something of the domain."""
        return self.call("GET", path, headers=headers)

    def post(self, path: str, document: Any, **headers: str) -> Answer:
        """Send a document to the domain."""
        return self.call("POST", path, to_json(document), headers=headers)

    def patch(self, path: str, document: Any, **headers: str) -> Answer:
        """Change something of the domain."""
        return self.call("PATCH", path, to_json(document), headers=headers)

    def call(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send any body; in keyword headers, an underscore stands for a hyphen."""
        given = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if body is not None:
            given = {"Content-Type": "application/json", **given}
        return self.send(method, f"{BASE}/{self.domain_id}{path}", body, given)

    def send(
        self,
        method: str,
        url: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request to any path of the server. A body that is no bytes goes in chunks."""
        credential = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=WITHIN_S)
        try:
            # A server that has heard enough answers and hangs up: its answer is there to be read.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, url, body, {**credential, **(headers or {})})
            if connection.sock is None:
                raise ConnectionResetError("the server hung up before it was asked")
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        ensure_described(method, url, answer.status, answer.headers, answer.body)
        return answer

    def with_key(self, key: str | None) -> "Client":
        """Return a client with another key."""
        return evolve(self, key=key)

    def for_domain(self, domain_id: str) -> "Client":
        """Return a client that tries the same key on another domain."""
        return evolve(self, domain_id=domain_id)


def to_json(document: Any) -> bytes:
    """Write a document."""
    return json.dumps(document).encode()


def exact(document: Any) -> Any:
    """Return a document as an answer would read: its fractions exact."""
    return json.loads(to_json(document), parse_float=Decimal)
