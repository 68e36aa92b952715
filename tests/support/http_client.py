"""An HTTP client that can send malformed requests and keeps the whole response."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from http.client import HTTPMessage
from typing import Any, Final

from attrs import evolve, frozen

from tests.support.openapi_conformance import ensure_described
from tests.support.reused_connections import connected

BASE: Final = "/merchant/api/v1/domains"


@frozen
class Answer:
    """A response. Header names are case-insensitive."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """The body, with exact decimals."""
        return json.loads(self.body, parse_float=Decimal)

    @property
    def code(self) -> str:
        """The problem's code."""
        code: str = self.json["code"]
        return code

    @property
    def pointers(self) -> list[str]:
        """The pointers of the problem's errors."""
        return [error["pointer"] for error in self.json["errors"]]

    @property
    def steps(self) -> list[str]:
        """The names in Server-Timing."""
        entries = self.headers["Server-Timing"].split(",")
        return [entry.split(";")[0].strip() for entry in entries]


@frozen(kw_only=True)
class Client:
    """Client of one server for one domain, with or without an API key.

    Responses have to be as /openapi.json describes them, unless another release may send them.
    Requests that reuse a connection reach the same worker.
    """

    port: int
    domain_id: str
    key: str | None = None
    is_described: bool = True
    reuses_connections: bool = False

    def get(self, path: str, **headers: str) -> Answer:
        """Read something of the domain."""
        return self.call("GET", path, headers=headers)

    def post(self, path: str, document: Any, **headers: str) -> Answer:
        """Post a document to the domain."""
        return self.call("POST", path, to_json(document), headers=headers)

    def patch(self, path: str, document: Any, **headers: str) -> Answer:
        """Patch something of the domain."""
        return self.call("PATCH", path, to_json(document), headers=headers)

    def call(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send any body. In keyword headers, underscores stand for hyphens.

        A PUT replaces any version, unless the headers name one.
        """
        given = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if method == "PUT":
            given = {"If-Match": "*", **given}
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
        """Send a request to any path of the server. An iterable body is sent in chunks."""
        credential = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        with connected(self.port, reuses=self.reuses_connections) as connection:
            # A server may respond and close before it has read the whole body.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, url, body, {**credential, **(headers or {})})
            if connection.sock is None:
                raise ConnectionResetError("the server closed the connection before the request")
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        if self.is_described:
            ensure_described(method, url, answer.status, answer.headers, answer.body)
        return answer

    def with_key(self, key: str | None) -> "Client":
        """Return a client with another key."""
        return evolve(self, key=key)

    def for_domain(self, domain_id: str) -> "Client":
        """Return a client with the same key for another domain."""
        return evolve(self, domain_id=domain_id)


def to_json(document: Any) -> bytes:
    """Encode a document."""
    return json.dumps(document).encode()


def exact(document: Any) -> Any:
    """Return a document with exact decimals, as ``Answer.json`` has them."""
    return json.loads(to_json(document), parse_float=Decimal)
