"""JSON body, query parameters and conditional headers of the current request."""

import re
from typing import TYPE_CHECKING, Annotated, Final, TypeVar, cast
from urllib.parse import parse_qsl, unquote_to_bytes

from flask import request
from returns.pipeline import is_successful
from returns.result import Result
from werkzeug.datastructures import MultiDict
from werkzeug.http import parse_etags

from seller_orders.adapters.inbound.http.api.query_parameter_types import Flag, names_of_lists
from seller_orders.adapters.inbound.http.app_context import current_context
from seller_orders.adapters.inbound.http.request_errors import (
    InvalidRequestError,
    ProblemError,
    invalid,
)
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.json_codec import (
    Document,
    MalformedJsonError,
    convert,
    decode,
)
from seller_orders.domain.refusals import InvalidFields

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

T = TypeVar("T")

_JSON: Final = "application/json"
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*\"?([^\";]*?)\"?\s*(?=;|$)", re.IGNORECASE)
_VERSION: Final = re.compile(r"0|[1-9][0-9]{0,9}")


class NoParameters(Document):
    """Query parameters of an operation that has none."""


class DryRun(Document):
    """Query parameters of an operation that supports dry runs."""

    dry_run: Annotated[
        Flag | None, about("Return the result that the request would have, and change nothing.")
    ] = None


def raw_body() -> bytes:
    """Return the request's whole body."""
    return current_context().body_reader.read()


def has_body() -> bool:
    """Return whether the request has a body, with Content-Length or chunked."""
    return bool(raw_body())


def json_body(type_: type[T]) -> T:
    """Decode the JSON body; raise ProblemError or InvalidRequestError if it is not of the type."""
    environ = request.environ
    if environ.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise ProblemError(
            415,
            "unsupported_encoding",
            "Content-Encoding is not supported: send the body uncompressed.",
        )
    content = raw_body()
    if environ.get("CONTENT_TYPE") != _JSON:
        _ensure_json()
    try:
        return valid(decode(type_, content))
    except MalformedJsonError as error:
        raise ProblemError(
            400, "malformed_json", f"The body is not valid JSON: {error}."
        ) from error


def _ensure_json() -> None:
    if request.mimetype != _JSON:
        raise ProblemError(415, "unsupported_media_type", f"Content-Type must be {_JSON}.")
    charsets = _CHARSET.findall(request.content_type or "")
    if any(charset.lower() != "utf-8" for charset in charsets):
        raise ProblemError(
            400, "bad_request", "The charset in Content-Type must be utf-8, which is the default."
        )


def query_parameters(type_: type[T]) -> T:
    """Decode the query parameters. A list may be repeated; every other parameter is given once."""
    raw = request.query_string
    return _parameters(type_, raw, request.args) if raw else valid(convert(type_, {}))


def parsed_query(type_: type[T], query: str) -> T:
    """Decode a query string by the rules of a request's."""
    raw = query.encode()
    return _parameters(type_, raw, MultiDict(parse_qsl(query, keep_blank_values=True)))


def _parameters(type_: type[T], raw: bytes, values_of: "MultiDict[str, str]") -> T:
    _refuse_other_encodings(raw)
    lists = names_of_lists(cast("type[Document]", type_))
    for name, values in values_of.lists():
        if len(values) > 1 and name not in lists:
            invalid("repeated", f"{name} is given {len(values)} times; give it once.", name)
    given = {name: ",".join(values) for name, values in values_of.lists()}
    return valid(convert(type_, given))


def _refuse_other_encodings(query: bytes) -> None:
    for parameter in query.split(b"&") if b"%" in query else ():
        try:
            unquote_to_bytes(parameter).decode()
        except UnicodeDecodeError:
            name = parameter.partition(b"=")[0].decode("latin-1")
            invalid("bad_characters", f"{name} must be percent-encoded UTF-8.", name)


def expected_versions() -> frozenset[int] | None:
    """Return the versions in If-Match, or None if any version is accepted."""
    if "If-Match" not in request.headers or request.if_match.star_tag:
        return None
    return frozenset(int(tag) for tag in request.if_match if _VERSION.fullmatch(tag or ""))


def ensure_no_if_match() -> None:
    """Refuse If-Match for an operation that has no single version to compare with."""
    if "If-Match" in request.headers:
        invalid("unknown_field", "If-Match does not apply to this operation.", "If-Match")


def is_unmodified(environ: "WSGIEnvironment", version: int) -> bool:
    """Return whether If-None-Match has this version."""
    given = environ.get("HTTP_IF_NONE_MATCH")
    return given is not None and parse_etags(given).contains_weak(str(version))


def valid(result: Result[T, InvalidFields]) -> T:
    """Return the value of a result; raise InvalidRequestError for its problems."""
    if not is_successful(result):
        raise InvalidRequestError(result.failure())
    return result.unwrap()
