"""Check that the test session fails on statements across domains."""

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.testing.store import WholeStore
from tests.fence.judging import offences
from tests.fence.verdict import DOMAINS_TABLES, offenders
from tests.integration.sql.counting import statements
from tests.support.run_folder import run_folder
from tests.support.server_process import Server


def heard_by(process_id: int) -> str:
    file = run_folder() / f"{process_id}.jsonl"
    return file.read_text() if file.exists() else ""


def test_statements_of_this_process_are_recorded(engine: Engine):
    with transaction(engine, tenant="dom_heard") as connection:
        connection.execute(select(orders.c.note).where(orders.c.domain_id == "dom_heard"))

    assert "SELECT orders.note" in heard_by(os.getpid())


def test_statements_of_a_server_are_recorded(server: Server):
    assert server.client().get("/orders?tag=heard").status == 200

    files = run_folder().glob("*.jsonl")
    others = [file.read_text() for file in files if file.stem != str(os.getpid())]
    counted = "SELECT count(*) AS count_1"
    assert any(counted in each and server.url.partition(":")[0][:6] in each for each in others)


def test_a_statement_without_a_domain_is_reported(engine: Engine, store: WholeStore):
    with statements(engine) as executed, store.begin("dom_1") as tx:
        tx.orders.get("dom_1", "ord_1")
    (whole, _) = next(each for each in executed if each[0].startswith("SELECT"))
    cut = whole.replace("orders.domain_id = ? AND ", "")

    assert cut != whole
    assert offences(whole, "sqlite", DOMAINS_TABLES) == []
    assert "orders is not restricted by domain_id" in offences(cut, "sqlite", DOMAINS_TABLES)


@pytest.mark.parametrize(
    ("across", "told"), [(None, 1), ("access_keys", 1), ("outbox", 0)], ids=str
)
def test_a_scope_permits_its_table_only(tmp_path: Path, across: str | None, told: int):
    line = {"statement": "DELETE FROM outbox", "across": across, "dialect": "sqlite"}
    (tmp_path / "1.jsonl").write_text(json.dumps(line) + "\n")

    assert len(list(offenders(tmp_path))) == told
