"""Refunds in parts that the relay of the last release meets: it leaves them to today's relay."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import evolve

from seller_orders.application.commands.create_refund import CreateRefund
from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.commands.retry_message import RetryMessage
from seller_orders.application.outbox_messages import Channel
from seller_orders.bootstrap.runtime import Runtime
from seller_orders.domain.tender import Tender
from seller_orders.testing.sample_order import inr, payment
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store
from tests.integration.releases.last_release import last_release
from tests.integration.releases.test_two_releases import runtime_on
from tests.support.domain_rows import DomainRows
from tests.support.server_process import run
from tests.support.servers import bare_database
from tests.support.waiting import wait_until


def test_the_last_releases_relay_pays_no_part(tmp_path: Path):
    """It fails to read the message, and pays nothing under another key or amount."""
    release = last_release(tmp_path / "release")
    with bare_database() as url, runtime_on(url) as runtime:
        migrated = run(url, "migrate")
        assert migrated.returncode == 0, migrated.stderr.decode()
        stored, refund_id = DomainRows(runtime.engine), refund_in_parts(runtime)

        def requests() -> list[Any]:
            return stored.messages("dom_1", Channel.PAYMENT)

        log = tmp_path / "release.log"
        with release.process(url, log, "relay"):
            wait_until(lambda: all(each.failures for each in requests()), lambda: log.read_text())
        left = [(each.message_id, each.delivered_at, each.dead_at) for each in requests()]
        due_before = stored.refunds_due("dom_1")
        for message_id, *_ in left:
            runtime.use_cases.retry_message(RetryMessage(message_id))
        runtime.use_cases.deliver_messages(DeliverMessages())
        due = [(row.refund_id, row.amount) for row in stored.refunds_due("dom_1")]

    assert left == [(f"{refund_id}.{n}", None, None) for n in range(2)]
    assert (due_before, due) == ([], [(refund_id, 2_000_000)])


def refund_in_parts(runtime: Runtime) -> str:
    """Refund 200 of an order that was paid by card and gift card, and return the refund's id."""
    tenders = tuple(
        Tender(id=id, method="card", amount=inr(amount))
        for id, amount in (("gift", 100), ("card", 150))
    )
    keep(sql_store(runtime.engine), order(payment=evolve(payment("paid", 250), tenders=tenders)))
    some = CreateRefund(domain_id="dom_1", order_id="ord_1", by="key:1", amount=Decimal(200))
    made = runtime.use_cases.create_refund(some).unwrap().refund
    assert made is not None
    return made.id
