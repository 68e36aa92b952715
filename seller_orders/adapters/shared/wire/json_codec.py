"""JSON encoding and decoding, with exact amounts."""

from collections.abc import Hashable
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ClassVar, Final, TypeVar, cast

import msgspec
from returns.result import Failure, Result, Success

from seller_orders.adapters.shared.wire.duplicate_keys import duplicate_key
from seller_orders.adapters.shared.wire.every_problem import every_problem
from seller_orders.adapters.shared.wire.field_types import decode_hook
from seller_orders.adapters.shared.wire.nesting_limit import MAX_LEVELS, nests_too_deep
from seller_orders.adapters.shared.wire.validation_problems import problem_of
from seller_orders.domain.refusals import FieldProblem, InvalidFields, Path

T = TypeVar("T")

encode: Final = msgspec.json.Encoder(decimal_format="number").encode
"""Encode a document: amounts as exact numbers, times in RFC 3339."""


class MalformedJsonError(ValueError):
    """The body is not JSON, nests too deep, or has an object with the same key twice."""


class Document(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A document that callers send. Unknown fields are errors.

    ``RULES``, ``EXAMPLE`` and ``MORE_EXAMPLES``, by name, are for OpenAPI alone. ``RULES`` is JSON
    Schema of the domain's rules about several fields.
    """

    RULES: ClassVar[dict[str, Any]] = {}
    EXAMPLE: ClassVar[dict[str, Any]] = {}
    MORE_EXAMPLES: ClassVar[dict[str, dict[str, Any]]] = {}


def decode(type_: type[T], body: bytes) -> Result[T, InvalidFields]:
    """Decode a document. A failure names every wrong field.

    Raises MalformedJsonError.
    """
    if nests_too_deep(body):
        raise MalformedJsonError(f"arrays and objects nest at most {MAX_LEVELS} deep")
    try:
        if (key := duplicate_key(body)) is not None:
            raise MalformedJsonError(f"an object has the key {key!r} twice")
        return Success(_decoder(cast("Hashable", type_)).decode(body))
    except msgspec.ValidationError as error:
        return Failure(InvalidFields(_every_problem(type_, body, problem_of(error, type_))))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedJsonError(str(error)) from error
    except InvalidOperation as error:
        raise MalformedJsonError("a number has an exponent beyond all bounds") from error


def convert(type_: type[T], values: Any) -> Result[T, InvalidFields]:
    """Convert texts, such as query parameters, to a document."""
    try:
        return Success(msgspec.convert(values, type_, strict=False, dec_hook=decode_hook))
    except msgspec.ValidationError as error:
        return Failure(InvalidFields((problem_of(error, type_),)))


def _every_problem(type_: Any, body: bytes, first: FieldProblem) -> tuple[FieldProblem, ...]:
    try:
        return every_problem(type_, _decoder(Any).decode(body), first)
    except (ValueError, InvalidOperation):
        # The rest of the body, which the first decoder did not reach, is malformed.
        return (first,)


def pointer(path: Path) -> str:
    """Return a path as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


@cache
def _decoder(type_: Any) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(type_, dec_hook=decode_hook, float_hook=Decimal)
