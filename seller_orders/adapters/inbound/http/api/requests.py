"""Reading a request: its body, its query parameters, its conditions."""

import re
from typing import Final, TypeVar
from urllib.parse import unquote_to_bytes

from flask import request
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.adapters.inbound.http.api.query_parameter_types import Flag
from seller_orders.adapters.inbound.http.app_context import installation
from seller_orders.adapters.inbound.http.request_errors import (
    InvalidRequestError,
    ProblemError,
    invalid,
)
from seller_orders.adapters.shared.wire.json_codec import (
    Document,
    MalformedJsonError,
    convert,
    decode,
)
from seller_orders.domain.refusals import InvalidFields

T = TypeVar("T")

_VERSION: Final = re.compile(r"[1-9][0-9]{0,9}")


class NoParameters(Document):
    """An operation that takes no query parameter."""


class DryRun(Document):
    """An operation that can be tried without being done."""

    dry_run: Flag | None = None


def raw_body() -> bytes:
    """Return the request's whole body."""
    return installation().body_reader.read()


def has_body() -> bool:
    """Tell whether the request brings a body, of a length that is given or not."""
    return bool(raw_body())


def body(type_: type[T]) -> T:
    """Read the request's body as JSON of that type."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ProblemError(415, "unsupported_encoding", "Send the body uncompressed.")
    received = raw_body()
    if request.mimetype != "application/json":
        raise ProblemError(415, "unsupported_media_type", "Send application/json.")
    try:
        return valid(decode(type_, received))
    except MalformedJsonError as error:
        raise ProblemError(
            400, "malformed_json", f"The body cannot be read as JSON: {error}."
        ) from error


def parameters(type_: type[T]) -> T:
    """Read the query's parameters, each at most once, as that type."""
    if not request.query_string:
        return valid(convert(type_, {}))
    _refuse_other_encodings(request.query_string)
    for name, values in request.args.lists():
        if len(values) > 1:
            invalid("repeated", f"{name} is given more than once.", name)
    return valid(convert(type_, dict(request.args)))


def _refuse_other_encodings(query: bytes) -> None:
    for parameter in query.split(b"&") if b"%" in query else ():
        try:
            unquote_to_bytes(parameter).decode()
        except UnicodeDecodeError:
            name = parameter.partition(b"=")[0].decode("latin-1")
            invalid("bad_characters", f"{name} is not in UTF-8.", name)


def expected_versions() -> frozenset[int] | None:
    """Read If-Match: the versions that the caller is content with, None for any."""
    if "If-Match" not in request.headers or request.if_match.star_tag:
        return None
    return frozenset(int(tag) for tag in request.if_match if _VERSION.fullmatch(tag or ""))


def refuse_condition() -> None:
    """Refuse If-Match, where there is no one version to compare with."""
    if "If-Match" in request.headers:
        invalid("unknown_field", "If-Match does not apply to this operation.", "If-Match")


def is_unmodified(version: int) -> bool:
    """Tell whether If-None-Match says that the caller has this version."""
    return request.if_none_match.contains_weak(str(version))


def valid(result: Result[T, InvalidFields]) -> T:
    """Go on with what was read, if it is valid."""
    if not is_successful(result):
        raise InvalidRequestError(result.failure())
    return result.unwrap()
