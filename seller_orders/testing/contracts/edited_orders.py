"""Contract of a store whose orders are edited: it finds them by their new parts."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from seller_orders.application.ports.order_search import OrderFilters, Sort, SortKey
from seller_orders.domain.draft import LineDraft
from seller_orders.domain.edit_change import edit_order
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.domain.timeline import Change
from seller_orders.domain.values import Address, Customer
from seller_orders.testing.sample_order import LATER, inr, line
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, kept, order


def new_line(id: str, **fields: Any) -> LineDraft:
    """Return a line of one unit at 10, with a SKU of its id."""
    usual: dict[str, Any] = {"name": id.title(), "sku": f"sku-{id}", "quantity": 1}
    return LineDraft(id=id, selling_price=Decimal(10), **usual | fields)


def edited(before: Order, edit: OrderEdit) -> Order:
    """Return the next version of an order, with an edit."""
    change = Change(id=f"evt_{before.version + 1}", at=LATER, by="key:1")
    return edit_order(before, ensure_editable(before, edit).unwrap(), change)


def save_edits(store: Store, *edits: OrderEdit) -> Order:
    """Edit the order in one unit of work, a save an edit; return its last state."""
    with store.begin("dom_1") as tx:
        now = tx.orders.get("dom_1", "ord_1").unwrap()
        for edit in edits:
            now = edited(now, edit)
            tx.orders.save(now)
        tx.commit()
    return now


def found_by(store: Store, **filters: Any) -> list[str]:
    """Return the ids of the orders that match, those to leave first at the beginning."""
    by_ship_by = Sort(SortKey.SHIP_BY, descending=False)
    page, total = store.search.page("dom_1", OrderFilters(**filters), by_ship_by, 0, 9)
    assert total == len(page.orders)
    return [each["order_id"] for each in page.orders]


class EditedOrdersContract:
    """Contract of ``OrderRepository`` and ``OrderSearch``. Needs a fixture ``store``: empty."""

    def test_an_edit_is_kept(self, store: Store) -> None:
        lines = (line("pasta"), line("soup", 1, "50.50"), line("salt", 3, "2"))
        keep(store, order(lines=lines, note="Ring once.", tax=inr(5)))
        edit = OrderEdit(
            items=(
                LineEdit(id="pasta", quantity=0),
                LineEdit(id="salt", quantity=5, tax=Decimal(1)),
            ),
            add_items=(new_line("rice", attributes={"grain": "long"}),),
            tax_total=Decimal(7),
            billing_address=Address(city="Pune"),
            note=None,
            reason="Sold out.",
        )

        after = save_edits(store, edit)

        assert kept(store) == after
        assert [each.id for each in after.lines] == ["soup", "salt", "rice"]

    def test_a_removed_line_comes_back_under_its_id(self, store: Store) -> None:
        """In other units of work, and in the same one."""
        keep(store, order(lines=(line("pasta", attributes={"cut": "thin"}), line("soup"))))
        removal = OrderEdit(items=(LineEdit(id="pasta", quantity=0),))

        save_edits(store, removal)
        again = save_edits(store, OrderEdit(add_items=(new_line("pasta", quantity=7),)))
        assert kept(store) == again
        twice = save_edits(store, removal, OrderEdit(add_items=(new_line("pasta", quantity=8),)))

        assert kept(store) == twice
        assert [(each.id, each.quantity) for each in kept(store).lines] == [
            ("soup", 2),
            ("pasta", 8),
        ]
        assert kept(store).lines[1].attributes == {}

    def test_an_edited_order_is_found_by_its_new_parts(self, store: Store) -> None:
        customer = Customer(id="cus_1", name="Anjali Patel", email="old@shop.example")
        home = Address(city="Pune", country_code="IN")
        of_both: dict[str, Any] = {"customer": customer, "shipping_address": home}
        keep(
            store,
            order("ord_1", ship_by=LATER, **of_both),
            order("ord_2", ship_by=LATER + timedelta(days=1), **of_both),
        )
        assert found_by(store) == ["ord_1", "ord_2"]
        edit = OrderEdit(
            items=(LineEdit(id="soup", quantity=0),),
            add_items=(new_line("rice", name="Basmati"),),
            shipping_address=Address(city="Dubai", country_code="AE"),
            customer={"name": "Meera Rao", "email": "new@shop.example", "company": "Acme"},
            ship_by=LATER + timedelta(days=2),
        )

        save_edits(store, edit)

        both, first, second = ["ord_2", "ord_1"], ["ord_1"], ["ord_2"]
        assert found_by(store) == both
        assert found_by(store, customer_id="cus_1", sku="sku-pasta") == both
        for new in ("meera", "new@shop", "acme", "basmati", "sku-rice"):
            assert found_by(store, words=new) == first
        for old in ("anjali", "old@shop", "soup", "sku-soup"):
            assert found_by(store, words=old) == second
        assert (found_by(store, sku="sku-rice"), found_by(store, sku="sku-soup")) == (first, second)
        assert (found_by(store, country="AE"), found_by(store, country="IN")) == (first, second)
        assert found_by(store, total_max=Decimal("209.50")) == first
