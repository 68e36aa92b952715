import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from sqlalchemy import Engine

from tests.contracts.stores import ENGINES
from tests.integration.layers.topology import three_layers
from tests.integration.webhook.installations import STACKS
from tests.support.http_client import Client
from tests.support.past_orders import past_orders as made_up
from tests.support.pgbouncer import pooled_if_installed
from tests.support.reused_connections import close_idle
from tests.support.server_process import Server, serving
from tests.support.servers import fresh_database, redis_url

_SAMPLE: Final = Path(__file__).parents[3] / "shared" / "data" / "northwind-orders.jsonl"
_MADE_UP: Final = 250

TOPOLOGIES: Final = {
    "sqlite": "sqlite_server",
    "postgresql and redis": "postgresql_server",
    "sqlite, in layers": "sqlite_layers",
    "postgresql and redis, in layers": "postgresql_layers",
}
"""The fixture of each server that the API tests run on."""

_POSTGRESQL: Final = "postgresql and redis"
_LAYERS: Final = "postgresql and redis, in layers"
_OTHER_SERVERS: Final = os.environ.get("OTHER_SERVERS") == "1"
_EVERY_TOPOLOGY: Final = os.environ.get("EVERY_TOPOLOGY") == "1"
_RUN: Final = (
    tuple(TOPOLOGIES)
    if _EVERY_TOPOLOGY
    else (_POSTGRESQL, _LAYERS)
    if _OTHER_SERVERS
    else ("sqlite", _POSTGRESQL)
)

PLENTY: Final = "100000/second"
"""A rate limit that no test reaches; tests can reach the default of 1000/second."""

_OF_ALL: Final[dict[str, Any]] = {
    "RATE_LIMIT": PLENTY,
    "SECRET_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "WEBHOOK_ALLOW_PRIVATE": "1",
}

_IN_LAYERS: Final = frozenset(
    f"test_{what}.py"
    for what in (
        *("access", "bulk", "cancel", "concurrency", "create", "every_field", "fulfill", "get"),
        *("get_cache", "idempotency", "idempotency_races", "incomplete_chunked_bodies", "keys"),
        *("list_filters", "list_shape", "refund_list", "refunds", "refunds_due", "replacements"),
        *("customers", "status", "stock", "tenancy", "texts"),
    )
)
"""Files that depend most on the calls between layers, and on who waits for whom."""

_DECIDED_BY_THE_DATABASE: Final = frozenset(
    f"test_{what}.py"
    for what in (
        *("bulk", "bulk_failures", "concurrency", "create", "cursor_times", "events"),
        *("get_cache",),
        *("idempotency", "idempotency_expiry", "idempotency_races", "idempotency_reuse"),
        *("idempotency_size", "list_filters", "list_shape", "list_sorting", "real_values"),
        *("customers", "refund_list", "refunds_due", "stock", "tenancy", "texts"),
    )
)
"""Files about what a database does by itself: locks, claims, row-level security, search, sorting,
and what its columns keep. The others run on PostgreSQL with OTHER_SERVERS=1."""

_ON_ONE_SERVER: Final = frozenset(
    f"test_{what}.py"
    for what in (
        *("actions", "ambiguous_requests", "bad_numbers", "bad_values", "body_limits"),
        *("bulk_refusals", "cancel_refusals", "create_refusals", "cross_origin", "docs"),
        *("edit_refusals", "fulfill_refusals", "fulfillment_life", "hostile_headers"),
        *("idempotency_unrecorded",),
        *("list_refusals", "malformed_bodies", "paths", "raw_requests", "refund_list_refusals"),
        *("refund_refusals", "request_log", "scopes", "tracking_url"),
    )
)
"""Files whose requests are judged without the database: by the web adapter, or by the domain on an
order that any store returns alike."""

_CASES_ON_ONE_SERVER: Final = frozenset(
    {
        "test_a_filter_without_key_is_refused",
        "test_a_fraction_of_a_unit_is_refused",
        "test_a_wrong_assignee_is_refused",
        "test_a_wrong_comment_is_refused",
        "test_a_wrong_label_is_named",
        "test_an_address_without_any_field_is_refused",
        "test_an_empty_or_too_long_number_is_refused",
        "test_an_invalid_branding_is_retried",
        "test_an_order_with_tenders_that_do_not_add_up_is_refused",
        "test_capture_cannot_exceed_the_total",
        "test_captured_amount_cannot_decrease",
        "test_captured_money_keeps_a_payment_paid",
        "test_closed_order_refuses_every_status",
        "test_dry_run_is_422_if_not_supported",
        "test_dry_run_must_be_true_or_false",
        "test_each_parcel_has_the_remaining_units_of_its_time",
        "test_event_without_a_valid_signature_is_refused",
        "test_every_field_rejects_values_of_another_kind",
        "test_identifier_has_1_to_64_allowed_characters",
        "test_if_match_is_422_without_a_single_version",
        "test_invalid_field_is_422_with_pointer",
        "test_invalid_field_is_named",
        "test_labels_beyond_the_limit_are_named",
        "test_missing_order_is_404_with_any_if_match",
        "test_no_text_injects_headers_or_a_body",
        "test_open_order_can_take_any_status",
        "test_other_currencies_are_refused",
        "test_other_fulfillment_fields_cannot_change",
        "test_other_ids_are_refused_with_their_field",
        "test_other_if_match_is_412_and_writes_nothing",
        "test_other_languages_are_refused",
        "test_refund_status_must_be_succeeded_or_failed",
        "test_settled_refund_cannot_change_its_outcome",
        "test_tenders_that_do_not_add_up_are_refused",
        "test_text_with_lone_surrogate_is_refused",
        "test_text_with_nul_is_422",
        "test_the_status_refunded_names_the_refunded_amount",
        "test_too_long_text_is_422",
        "test_unconnected_carrier_is_not_found",
        "test_unpaid_payment_has_nothing_captured",
        "test_wrong_parts_of_a_new_order_are_named",
        "test_wrong_tracking_is_named",
    }
)
"""Tests of many such cases in files that otherwise depend on the database."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run each file on the servers that it depends on.

    OTHER_SERVERS=1 runs what is left out otherwise: tests in layers, and on PostgreSQL those whose
    outcome it does not decide. EVERY_TOPOLOGY=1 runs every file on all servers, which takes three
    times as long.
    """
    if _EVERY_TOPOLOGY:
        return
    config.hook.pytest_deselected(items=[each for each in items if _is_left_out(each)])
    items[:] = [each for each in items if not _is_left_out(each)]


def _is_left_out(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    topology = call.params.get("server") if call else None
    test = item.name.partition("[")[0]
    if topology in TOPOLOGIES:
        return topology not in _topologies_of(item.path, test)
    if _OTHER_SERVERS:
        return True
    if call is None:
        return False
    return test in _CASES_ON_ONE_SERVER and not {*STACKS[1:]}.isdisjoint(_texts(call.params))


def _texts(parameters: Mapping[str, object]) -> set[str]:
    return {value for value in parameters.values() if isinstance(value, str)}


def _topologies_of(file: Path, test: str) -> tuple[str, ...]:
    in_layers = (_LAYERS,) if file.name in _IN_LAYERS else ()
    if file.name in _ON_ONE_SERVER or test in _CASES_ON_ONE_SERVER:
        return in_layers if _OTHER_SERVERS else ("sqlite",)
    if file.name in _DECIDED_BY_THE_DATABASE or file.parent.name != "http":
        return in_layers if _OTHER_SERVERS else ("sqlite", _POSTGRESQL)
    return (_POSTGRESQL, *in_layers) if _OTHER_SERVERS else ("sqlite",)


@pytest.fixture(scope="session")
def sqlite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a SQLite file."""
    with serving(tmp_path_factory.mktemp("server"), **_OF_ALL) as running:
        yield from _with_reused_connections(running)


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on PostgreSQL, through PgBouncer in transaction mode, and Redis."""
    folder = tmp_path_factory.mktemp("server")
    redis = redis_url()
    with (
        fresh_database() as url,
        serving(folder, pooled_if_installed(url), REDIS_URL=redis, **_OF_ALL) as running,
    ):
        yield from _with_reused_connections(running)


def _with_reused_connections(running: Server) -> Iterator[Server]:
    yield evolve(running, reuses_connections=True)
    close_idle(running.port)


@pytest.fixture(scope="session")
def sqlite_layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The three layers as separate processes on a SQLite file."""
    with three_layers(tmp_path_factory.mktemp("layers"), **_OF_ALL) as running:
        yield running.server


@pytest.fixture(scope="session")
def postgresql_layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The three layers on PostgreSQL, through PgBouncer, and Redis."""
    folder = tmp_path_factory.mktemp("layers")
    redis = redis_url()
    with (
        fresh_database() as url,
        three_layers(folder, pooled_if_installed(url), REDIS_URL=redis, **_OF_ALL) as running,
    ):
        yield running.server


@pytest.fixture(scope="session", params=_RUN)
def server(request: pytest.FixtureRequest) -> Server:
    """Each server in turn, for tests that hold on all of them.

    Each is started once: a parametrized session fixture would restart them for every file.
    """
    running: Server = request.getfixturevalue(TOPOLOGIES[request.param])
    return running


@pytest.fixture
def client(server: Server) -> Client:
    """A client with all scopes in a new domain."""
    return server.client()


@pytest.fixture(scope="session", params=["made up", *(["sample"] if _SAMPLE.is_file() else [])])
def past_orders(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of past orders, one document per line: generated, and the sample if it exists."""
    if request.param == "sample":
        return _SAMPLE
    file = tmp_path_factory.mktemp("past") / "orders.jsonl"
    file.write_text("".join(f"{json.dumps(each)}\n" for each in made_up(_MADE_UP)))
    return file


@pytest.fixture
def other(server: Server) -> Client:
    """A second client in a second domain."""
    return server.client()


@pytest.fixture(params=ENGINES)
def either_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine on an empty database of each kind."""
    with ENGINES[request.param]() as migrated:
        yield migrated
