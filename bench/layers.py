"""Layers of a request, and the functions of each.

A stack belongs to the layer of its innermost function that a row names. The domain, SQLAlchemy and
werkzeug have no row, so they count where they are called: an order that is built from its rows
counts as loading, and one that is changed as deciding.
"""

from collections.abc import Sequence
from typing import Final

OTHER: Final = "other"

_INBOUND: Final = "seller_orders/adapters/inbound/"
_HTTP: Final = "seller_orders/adapters/inbound/http/"
_OUTBOUND: Final = "seller_orders/adapters/outbound/"
_SQL: Final = "seller_orders/adapters/outbound/sql/"
_APPLICATION: Final = "seller_orders/application/"

FUNCTIONS: Final[dict[str, tuple[str, ...]]] = {
    "server": (f"{_INBOUND}server/",),
    "framework": ("flask/",),
    "routing": (
        "werkzeug/routing/",
        "flask/app.py:Flask.create_url_adapter",
        "flask/ctx.py:RequestContext.match_request",
        f"{_HTTP}forwarded_path.py",
        f"{_HTTP}api/operation.py",
        f"{_HTTP}app_context.py",
        f"{_HTTP}app.py",
    ),
    "access": (
        f"{_HTTP}api/operation.py:Operation._caller",
        f"{_HTTP}protection/access_control.py",
        f"{_HTTP}cross_origin.py",
        f"{_HTTP}protection/service_auth.py",
        f"{_OUTBOUND}memory/access_key_cache.py",
        f"{_OUTBOUND}memory/domain_state_cache.py",
        f"{_OUTBOUND}memory/key_batches.py",
        f"{_SQL}keys/key_lookup.py",
        f"{_SQL}domains/registered_domains.py",
        f"{_SQL}keys/key_repository.py",
        f"{_APPLICATION}access.py",
        f"{_APPLICATION}queries/authenticate.py",
    ),
    "limits": (
        f"{_HTTP}protection/concurrency_limit.py",
        f"{_HTTP}protection/rate_limits.py",
        f"{_OUTBOUND}limits/",
        f"{_APPLICATION}blocking_io.py",
    ),
    "reading the request": (
        f"{_HTTP}ambiguous_headers.py",
        f"{_HTTP}api/idempotency.py",
        f"{_HTTP}api/operation.py:Operation._view_arguments",
        f"{_HTTP}api/order_list_parameters.py",
        f"{_HTTP}api/query_parameter_types.py",
        f"{_HTTP}api/requests.py",
        f"{_HTTP}protection/body_concurrency.py",
        f"{_HTTP}protection/request_body.py",
        f"{_HTTP}protection/input_stream.py",
        f"{_INBOUND}server/wsgi_call.py:_environ",
    ),
    "cache": (
        f"{_OUTBOUND}memory/no_order_cache.py",
        f"{_OUTBOUND}memory/order_cache.py",
        f"{_OUTBOUND}redis/",
        f"{_APPLICATION}order_changes.py:invalidate_cache",
        f"{_APPLICATION}queries/get_order.py:GetOrderHandler.cache_order",
        f"{_APPLICATION}queries/get_order.py:GetOrderHandler.check_cache",
    ),
    "transaction": (
        f"{_SQL}connection/engine.py",
        f"{_SQL}connection/host_transaction.py",
        f"{_SQL}connection/tenant_scope.py",
        f"{_SQL}connection/unit_of_work_commit.py",
        f"{_SQL}idempotency_store.py",
        f"{_SQL}unit_of_work.py",
        f"{_APPLICATION}idempotency.py",
        "seller_orders/bootstrap/merchant_use_cases.py",
    ),
    "database driver": (f"{_SQL}connection/",),
    "loading": (
        f"{_SQL}orders/order_loading.py",
        f"{_SQL}orders/order_reader.py",
        f"{_SQL}orders/order_repository.py:SqlOrderRepository.get",
        f"{_SQL}search/",
        f"{_SQL}domains/domain_settings.py",
        f"{_APPLICATION}settings/",
        f"{_APPLICATION}order_changes.py:get_order",
        f"{_APPLICATION}order_changes.py:lock_order",
    ),
    "deciding": (
        f"{_APPLICATION}commands/",
        f"{_APPLICATION}order_changes.py",
        f"{_APPLICATION}queries/",
    ),
    "saving": (
        f"{_SQL}customers/",
        f"{_SQL}refunds/manual_refunds.py",
        f"{_SQL}orders/order_repository.py",
        f"{_SQL}orders/inventory.py",
        f"{_APPLICATION}order_changes.py:save_change",
        f"{_APPLICATION}order_changes.py:restore_inventory",
    ),
    "messages": (
        f"{_INBOUND}outbox_relay/",
        f"{_SQL}events/",
        f"{_SQL}outbox/",
        f"{_APPLICATION}events/",
        f"{_APPLICATION}message_factory.py",
        f"{_APPLICATION}order_changes.py:send_notification",
        f"{_APPLICATION}outbox_messages.py",
        f"{_APPLICATION}refund_messages.py",
    ),
    "answer": (
        "werkzeug/wrappers/response.py",
        f"{_HTTP}api/",
        f"{_HTTP}protection/response_headers.py",
        "seller_orders/adapters/shared/wire/order_codec.py",
    ),
    "log and timing": (
        f"{_HTTP}observability/",
        f"{_HTTP}path_templates.py",
        f"{_INBOUND}metrics/",
        f"{_INBOUND}server/json_log.py",
        f"{_OUTBOUND}otel/",
        f"{_APPLICATION}step_observers.py",
    ),
}
"""The beginnings of functions' names, by layer: those of a folder, of a file, or one function."""

LAYERS: Final = (*FUNCTIONS, OTHER)

_LAYER_OF: Final = {begin: layer for layer, begins in FUNCTIONS.items() for begin in begins}
_LONGEST_FIRST: Final = sorted(_LAYER_OF, key=len, reverse=True)


def layer_of(stack: Sequence[str]) -> str:
    """Return the layer of a stack, outermost function first."""
    return next((layer for each in reversed(stack) if (layer := _layer(each))), OTHER)


def _layer(function: str) -> str | None:
    return next((_LAYER_OF[each] for each in _LONGEST_FIRST if function.startswith(each)), None)
