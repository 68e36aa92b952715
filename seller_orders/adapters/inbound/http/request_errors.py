"""Errors that end a request before its use case runs."""

from typing import NoReturn

from seller_orders.domain.refusals import FieldProblem, InvalidFields


class ProblemError(Exception):
    """A problem response: status, code, detail and extra headers (RFC 9457)."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}


class InvalidRequestError(Exception):
    """A field, parameter or header breaks a rule of the operation."""

    def __init__(self, refusal: InvalidFields) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def invalid(code: str, detail: str, *path: str | int) -> NoReturn:
    """Raise InvalidRequestError for one field or parameter."""
    raise InvalidRequestError(InvalidFields((FieldProblem(code, detail, path),)))
