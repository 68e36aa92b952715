"""Retention of contact data, and erasures beside changes, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy import Engine, event

from seller_orders import AddComment, UseCases, embed
from seller_orders.adapters.outbound.sql.customers.expired_contacts import SqlExpiredContacts
from seller_orders.application.commands.erase_customer import EraseCustomer
from seller_orders.application.commands.update_settings import UpdateSettings
from seller_orders.domain.comment import CommentVisibility
from seller_orders.domain.customer_match import CustomerMatch
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import CREATED
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import sql_store, sqlite_engine

IDS = [f"ord_{number:03}" for number in range(60)]


def retain(orders: UseCases, domain_id: str, days: int | None) -> None:
    section = None if days is None else {"erase_contacts_after_days": days}
    command = UpdateSettings(domain_id=domain_id, by="cli", document={"retention": section})
    orders.settings.update(command).unwrap()


def test_the_reaper_erases_what_its_domain_does_not_keep(either_engine: Engine):
    store, orders = sql_store(either_engine), embed(either_engine)
    for domain_id in ("dom_1", "dom_2"):
        keep(store, *(order(id, domain_id, status=OrderStatus.DELIVERED) for id in IDS))
    keep(store, order("ord_open"))
    retain(orders, "dom_1", 30)

    orders.reap()

    assert {kept(store, id).customer.name for id in IDS} == {"erased"}
    assert {kept(store, id).version for id in IDS} == {2}
    assert {kept(store, id).timeline[-1].by for id in IDS} == {"system"}
    assert {kept(store, id, "dom_2").customer.name for id in IDS} == {"Anjali Patel"}
    assert kept(store, "ord_open").customer.name == "Anjali Patel"
    assert SqlExpiredContacts(either_engine).closed_before("dom_1", CREATED, 10) == []
    retain(orders, "dom_1", None)
    assert SqlExpiredContacts(either_engine).domains() == []


def test_expired_orders_are_found_by_indexes():
    """Erased and open orders are in none of them. PostgreSQL scans tables that are small."""
    plans = list[str]()

    def explain(_: Any, cursor: Any, statement: str, values: Any, *__: object) -> None:
        if statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.append(str(cursor.fetchall()))

    with sqlite_engine() as engine:
        event.listen(engine, "before_cursor_execute", explain)
        expired = SqlExpiredContacts(engine)
        expired.closed_before("dom_1", CREATED, 10)
        expired.domains()
        event.remove(engine, "before_cursor_execute", explain)

    (orders, domains) = plans
    assert "ix_orders_expiring_contact" in orders
    assert "TEMP B-TREE" not in orders
    assert "ix_domain_settings_retention" in domains


def test_an_erasure_beside_changes_leaves_nothing(either_engine: Engine):
    """A comment that is added meanwhile is erased, or comes after the erasure."""
    store, orders = sql_store(either_engine), embed(either_engine)
    keep(store, *(order(id) for id in IDS[:10]))
    erase = EraseCustomer(domain_id="dom_1", by="erp", customer=CustomerMatch(id="cus_1"))
    begins = Barrier(2)

    def comment() -> None:
        begins.wait()
        for id in IDS[:10]:
            said = AddComment(
                domain_id="dom_1",
                order_id=id,
                by="erp",
                text="Call Anjali",
                visibility=CommentVisibility.INTERNAL,
            )
            orders.add_comment(said).unwrap()

    def erase_all() -> None:
        begins.wait()
        orders.customers.erase(erase).unwrap()

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(comment), pool.submit(erase_all)]:
            done.result()

    for id in IDS[:10]:
        after = kept(store, id)
        types = [str(entry.type) for entry in after.timeline]
        assert sorted(types) == ["order.commented", "order.erased"]
        assert (after.version, after.customer.name) == (3, "erased")
        (commented,) = (each for each in after.timeline if each.type == "order.commented")
        is_before = types.index("order.commented") < types.index("order.erased")
        assert commented.data["text"] == ("erased" if is_before else "Call Anjali")
