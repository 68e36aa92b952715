"""A Django app in one file that creates, moves and cancels orders.

Run it with
``DATABASE_URL=sqlite:///shop.db python -m examples.django_app runserver 127.0.0.1:8000``.
Orders use an engine of their own, beside Django's models and connections.
"""

import os
import sys
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST
from returns.result import Result

from examples.shop import new_order
from seller_orders import (
    CancellationRequest,
    CancelOrder,
    CancelReason,
    EmbeddedUseCases,
    OrderStatus,
    UpdateStatus,
    embed,
)

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    # Without session cookies there is nothing for a forged form to use.
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)


@cache
def orders() -> EmbeddedUseCases:
    """Return the use cases, opened once a process."""
    return embed(os.environ["DATABASE_URL"])


@require_POST
def create(_: HttpRequest) -> JsonResponse:
    """Create an order."""
    return _answer(orders().create_order(new_order()).map(lambda order: {"order_id": order.id}))


@require_POST
def move(_: HttpRequest, order_id: str, status: str) -> JsonResponse:
    """Set an order's status."""
    moved = orders().update_status(
        UpdateStatus(domain_id="dom_1", order_id=order_id, by="desk", status=OrderStatus(status))
    )
    return _answer(moved.map(lambda order: {"status": order.status, "version": order.version}))


@require_POST
def cancel(_: HttpRequest, order_id: str) -> JsonResponse:
    """Cancel, refund and restock an order."""
    request = CancellationRequest(reason=CancelReason.CUSTOMER_REQUEST, refund=True, restock=True)
    done = orders().cancel_order(
        CancelOrder(domain_id="dom_1", order_id=order_id, by="desk", request=request)
    )
    return _answer(done.map(lambda it: {"refunded": it.refund and str(it.refund.amount)}))


def _answer(outcome: Result[dict[str, Any], Any]) -> JsonResponse:
    answer = outcome.value_or(None)
    if answer is not None:
        return JsonResponse(answer)
    refusal = outcome.failure()
    problem = {"code": refusal.code, "message": refusal.message}
    return JsonResponse(problem, status=HTTPStatus.CONFLICT)


urlpatterns = [
    path("orders", create),
    path("orders/<order_id>/cancel", cancel),
    path("orders/<order_id>/<status>", move),
]
application = get_wsgi_application()

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
