"""The request log, the request metrics and the spans of a web app."""

import os

from flask import Flask

from seller_orders.adapters.inbound.http.observability.request_log import RequestLog
from seller_orders.adapters.inbound.http.observability.request_observer import (
    RequestObserver,
    install_observers,
)
from seller_orders.bootstrap.tracing import tracing
from seller_orders.settings import Settings


def observe_requests(app: Flask, settings: Settings) -> None:
    """Log, count and trace every request to an app, as the settings say."""
    install_observers(app, [*_metrics(settings), RequestLog().write], tracing(os.environ))


def _metrics(settings: Settings) -> list[RequestObserver]:
    if settings.metrics is None:
        return []
    # prometheus_client reads its directory from the environment when it is imported.
    from seller_orders.adapters.inbound.http.observability.request_metrics import RequestMetrics

    return [RequestMetrics().count]
