"""Spans of use cases' steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from opentelemetry import trace
from opentelemetry.trace import StatusCode

from seller_orders.application.idempotency import (
    AlreadyHandledError,
    AnswerErasedError,
    KeyReusedError,
    RequestInProgressError,
)

_ANSWERS: Final = (AlreadyHandledError, AnswerErasedError, KeyReusedError, RequestInProgressError)
"""Exceptions that end a step early without an error."""

_tracer: Final = trace.get_tracer("seller_orders")


@contextmanager
def step_span(name: str) -> Iterator[None]:
    """Open a span for a step: ``with observing(step_span): …``.

    A refusal is not an error. An error's message is left out, because it may quote a customer's
    data; the span has its type.

    >>> ship = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
    ... )
    >>> with observing(step_span):
    ...     orders.update_status(ship).unwrap().version
    2
    """
    with _tracer.start_as_current_span(
        name, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield
        except _ANSWERS:
            raise
        except Exception as error:
            span.set_status(StatusCode.ERROR)
            span.set_attribute("error.type", type(error).__qualname__)
            raise
