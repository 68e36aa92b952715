"""Spans of requests and their steps, with the real SDK."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import frozen
from flask.testing import FlaskClient
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from werkzeug.test import TestResponse

from seller_orders import GetOrder, observing, step_span
from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.inbound.http.app_context import AppContext
from seller_orders.adapters.inbound.http.observability.request_observer import install_observers
from seller_orders.adapters.outbound.memory.order_cache import MemoryOrderCache
from seller_orders.adapters.outbound.otel import span_exporter
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.application.idempotency import AlreadyHandledError
from seller_orders.application.step_observers import step
from seller_orders.application.use_cases import UseCases
from seller_orders.bootstrap.runtime import build_runtime
from seller_orders.bootstrap.tracing import tracing
from seller_orders.settings import Settings
from tests.integration.http.test_server_timing import BULK, CANCEL, FULFILL, GET, LIST, STATUS
from tests.support import order_requests
from tests.support.buffered_bodies import with_buffered_bodies
from tests.support.http_client import BASE

ROOT = f"{BASE}/dom_1/orders"
ROUTE = f"{BASE}/{{domain_id}}/orders"
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@frozen
class Traced:
    """An app that exports its spans to memory."""

    http: FlaskClient
    use_cases: UseCases
    exporter: InMemorySpanExporter

    def spans_of(self, call: Callable[[], Any]) -> list[ReadableSpan]:
        """Return the spans of a call in order of their start."""
        self.exporter.clear()
        call()
        return sorted(self.exporter.get_finished_spans(), key=lambda span: span.start_time or 0)


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traced]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))

    def export_here() -> Callable[[], None]:
        trace.set_tracer_provider(provider)
        return provider.shutdown

    url = f"sqlite:///{tmp_path_factory.mktemp('traced') / 'orders.db'}"
    runtime = build_runtime(Settings(database_url=url), MemoryOrderCache(600))
    schema_version.ensure_usable(runtime.engine)
    app = create_app(AppContext(runtime.use_cases, None), lambda: True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(span_exporter, "export_spans", export_here)
        install_observers(app, [], tracing({"OTEL_TRACES_EXPORTER": "otlp"}))
    yield Traced(with_buffered_bodies(app).test_client(), runtime.use_cases, exporter)
    runtime.engine.dispose()


@pytest.fixture
def order(traced: Traced) -> str:
    created = traced.http.post(ROOT, json=order_requests.order_document()).json
    return str(created["order_id"]) if created else ""


def answered(call: Callable[[], TestResponse], status: int) -> Callable[[], None]:
    def check() -> None:
        assert call().status_code == status

    return check


def seen(spans: list[ReadableSpan]) -> tuple[str, list[str]]:
    """Return the names of a request's span and of its steps, in order."""
    server, *steps = spans
    assert server.kind is SpanKind.SERVER
    assert all(span.parent == server.context and span.kind is SpanKind.INTERNAL for span in steps)
    assert all(span.status.status_code is StatusCode.UNSET for span in spans)
    return server.name, [span.name for span in steps]


def test_all_26_steps_are_child_spans_of_the_request(traced: Traced, order: str):
    http, path = traced.http, f"{ROOT}/{order}"
    one = {"items": [{"id": "iid_001", "quantity": 1}]}
    tags = {"order_ids": [order], "action": "add_tags", "data": {"tags": ["gift"]}}
    calls: list[tuple[str, list[str], Callable[[], TestResponse], int]] = [
        (f"GET {ROUTE}", LIST, lambda: http.get(ROOT), 200),
        (f"GET {ROUTE}/{{order_id}}", GET, lambda: http.get(path), 200),
        (f"GET {ROUTE}/{{order_id}}", GET[:1], lambda: http.get(path), 200),
        (
            f"PATCH {ROUTE}/{{order_id}}/status",
            STATUS,
            lambda: http.patch(f"{path}/status", json={"status": "processing"}),
            200,
        ),
        (
            f"POST {ROUTE}/{{order_id}}/fulfillments",
            FULFILL,
            lambda: http.post(f"{path}/fulfillments", json=one),
            201,
        ),
        (
            f"POST {ROUTE}/{{order_id}}/cancel",
            CANCEL,
            lambda: http.post(f"{path}/cancel", json={"reason": "fraud"}),
            200,
        ),
        (f"PATCH {ROUTE}/bulk", BULK, lambda: http.patch(f"{ROOT}/bulk", json=tags), 200),
    ]

    for name, steps, call, status in calls:
        assert seen(traced.spans_of(answered(call, status))) == (name, steps)


def test_request_spans_follow_the_semantic_conventions(traced: Traced, order: str):
    server, *_ = traced.spans_of(lambda: traced.http.get(f"{ROOT}/{order}x"))

    assert dict(server.attributes or {}) == {
        "http.request.method": "GET",
        "http.response.status_code": 404,
        "http.route": f"{ROUTE}/{{order_id}}",
        "url.scheme": "http",
    }


def test_unknown_paths_and_methods_are_not_recorded(traced: Traced):
    [span] = traced.spans_of(lambda: traced.http.open("/anjali@example.com", method="ANJALI"))

    assert span.name == "HTTP"
    assert "anjali" not in span.to_json().lower()


def test_a_refusal_is_not_an_error(traced: Traced, order: str):
    changed = {"status": "delivered"}
    traced.http.patch(f"{ROOT}/{order}/status", json=changed)

    spans = traced.spans_of(
        answered(lambda: traced.http.patch(f"{ROOT}/{order}/status", json=changed), 409)
    )

    assert seen(spans)[1] == STATUS[:2]


def test_an_error_marks_both_spans_without_its_message(
    traced: Traced, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> None:
        raise LookupError("anjali@example.com")

    monkeypatch.setattr(
        "seller_orders.adapters.outbound.sql.search.order_search.SqlOrderSearch.page", fail
    )

    spans = traced.spans_of(answered(lambda: traced.http.get(ROOT), 500))

    assert [span.status.status_code for span in spans] == [StatusCode.ERROR] * 2
    assert [dict(span.attributes or {})["error.type"] for span in spans] == ["LookupError"] * 2
    assert not any("anjali" in span.to_json() for span in spans)


def test_a_replayed_response_is_not_an_error(traced: Traced):
    @step
    def claim() -> None:
        raise AlreadyHandledError(b"anjali")

    def call() -> None:
        with observing(step_span), pytest.raises(AlreadyHandledError):
            claim()

    [span] = traced.spans_of(call)
    assert span.status.status_code is StatusCode.UNSET


def test_a_request_span_joins_the_callers_trace(traced: Traced):
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01"}

    for span in traced.spans_of(lambda: traced.http.get("/nowhere", headers=headers)):
        assert span.context is not None
        assert span.parent is not None
        assert f"{span.context.trace_id:032x}" == TRACE
        assert f"{span.parent.span_id:016x}" == PARENT


@pytest.mark.parametrize("header", ["", "nonsense", f"00-{TRACE}-{PARENT}-01-more"])
def test_an_invalid_traceparent_starts_a_new_trace(traced: Traced, header: str):
    [span] = traced.spans_of(lambda: traced.http.get("/nowhere", headers={"traceparent": header}))

    assert span.parent is None
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" != TRACE


def test_embedded_use_cases_produce_spans(traced: Traced):
    def call() -> None:
        with observing(step_span):
            traced.use_cases.get_order(GetOrder("dom_1", "missing"))

    assert [span.name for span in traced.spans_of(call)] == GET[:2]
