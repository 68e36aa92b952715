"""Contract of changes of the same returns, or of the same units in returns, at one moment."""

from attrs import evolve

from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import Return, ReturnStatus
from seller_orders.testing.contracts.concurrent_unit_changes import at_once, codes, of_four
from seller_orders.testing.contracts.return_callers import ReturnCallers
from seller_orders.testing.sample_order import fulfillment, handed_over, outcome_of
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, kept


def sent(status: str = "delivered") -> Order:
    """Return an order of four pasta, which a carrier has shipped."""
    parcel = handed_over(fulfillment(status, pasta=4))
    by_carrier = evolve(parcel, shipment=evolve(parcel.shipment, provider_id="fast"))
    return of_four(fulfillments=(by_carrier,))


def returned(store: Store, quantity: int, order: Order) -> Return:
    """Keep an order, and create a return of it."""
    keep(store, order)
    created: Return = ReturnCallers(store).create_return(quantity)().unwrap().return_
    return created


def ensure_one_version_a_change(store: Store, changes: int) -> None:
    after = kept(store)
    assert after.version == 1 + changes
    assert [each.version for each in after.timeline] == list(range(2, after.version + 1))


class ConcurrentReturnsContract:
    """Contract of a thread-safe store. Needs a fixture ``store``: an empty store."""

    def test_units_are_received_once(self, store: Store) -> None:
        return_ = returned(store, 4, sent())

        outcomes = at_once(*[ReturnCallers(store).receive(return_, 4)] * 3)

        assert codes(outcomes) == ["ok", *["quantity_exceeds_expected"] * 2]
        assert store.restocked("dom_1") == [("ord_1", "pasta", 4)]
        (after,) = kept(store).returns
        assert after.items[0].received_quantity == 4
        ensure_one_version_a_change(store, 2)

    def test_parts_are_received_as_far_as_they_are_expected(self, store: Store) -> None:
        return_ = returned(store, 4, sent())

        outcomes = at_once(*[ReturnCallers(store).receive(return_, 2)] * 3)

        assert codes(outcomes) == ["ok", "ok", "quantity_exceeds_expected"]
        assert store.restocked("dom_1") == [("ord_1", "pasta", 2)] * 2
        ensure_one_version_a_change(store, 3)

    def test_a_return_is_either_received_or_cancelled(self, store: Store) -> None:
        return_ = returned(store, 3, sent())
        callers = ReturnCallers(store)

        outcomes = at_once(
            callers.receive(return_, 3), callers.update_return(return_, ReturnStatus.CANCELLED)
        )

        (after,) = kept(store).returns
        if outcome_of(outcomes[0]) == "ok":
            assert outcome_of(outcomes[1]) == "transition_not_allowed"
            assert (after.status, after.items[0].received_quantity) == ("received", 3)
            assert store.restocked("dom_1") == [("ord_1", "pasta", 3)]
        else:
            assert codes(outcomes) == ["ok", "return_is_final"]
            assert (after.status, after.items[0].received) == ("cancelled", ())
            assert store.restocked("dom_1") == []
        ensure_one_version_a_change(store, 2)

    def test_a_receipt_excludes_the_cancellation_of_the_order(self, store: Store) -> None:
        """The status shipped has handed over the parcel, whose courier has reported nothing yet."""
        return_ = returned(store, 3, sent("pending"))
        callers = ReturnCallers(store)

        outcomes = at_once(callers.receive(return_, 3), callers.cancel())

        assert [outcome_of(each) for each in outcomes] == ["ok", "already_shipped"]
        assert store.restocked("dom_1") == [("ord_1", "pasta", 3)]
        assert (kept(store).status, kept(store).cancellation) == ("pending", None)
        ensure_one_version_a_change(store, 2)

    def test_a_cancelled_return_and_order_restock_what_is_at_home(self, store: Store) -> None:
        """The order can be cancelled as soon as its return is."""
        return_ = returned(store, 3, sent("pending"))
        callers = ReturnCallers(store)

        outcomes = at_once(callers.update_return(return_, ReturnStatus.CANCELLED), callers.cancel())

        assert outcome_of(outcomes[0]) == "ok"
        assert outcome_of(outcomes[1]) in {"ok", "already_shipped"}
        is_cancelled = outcome_of(outcomes[1]) == "ok"
        # The pasta were handed over; the soup was not shipped.
        assert store.restocked("dom_1") == [("ord_1", "soup", 1)] * is_cancelled
        ensure_one_version_a_change(store, 2 + is_cancelled)

    def test_units_are_in_one_of_several_returns(self, store: Store) -> None:
        keep(store, sent())

        outcomes = at_once(*[ReturnCallers(store).create_return(3)] * 3)

        assert codes(outcomes) == ["ok", *["quantity_exceeds_returnable"] * 2]
        assert len(kept(store).returns) == 1
        ensure_one_version_a_change(store, 1)

    def test_units_come_back_by_courier_or_by_return(self, store: Store) -> None:
        keep(store, sent("in_transit"))
        callers = ReturnCallers(store)

        outcomes = at_once(callers.create_return(4), callers.report(FulfillmentStatus.RETURNED))

        after = kept(store)
        assert outcome_of(outcomes[1]) == "ok"
        if outcome_of(outcomes[0]) == "ok":
            assert after.fulfillments[0].status == "in_transit"
            assert (after.units["pasta"].fulfilled, len(after.returns)) == (4, 1)
            # The report is kept, and changes nothing else.
            last = after.timeline[-1]
            assert (len(after.timeline), last.to) in {(2, None), (2, "requested")}
        else:
            assert outcome_of(outcomes[0]) == "quantity_exceeds_returnable"
            assert after.fulfillments[0].status == "returned"
            assert (after.units["pasta"].fulfilled, after.returns) == (0, ())
        ensure_one_version_a_change(store, 1 + (outcome_of(outcomes[0]) == "ok"))

    def test_a_fulfillment_is_either_cancelled_or_returned(self, store: Store) -> None:
        keep(store, sent("in_transit"))
        callers = ReturnCallers(store)

        outcomes = at_once(
            callers.create_return(1), callers.update_fulfillment(FulfillmentStatus.CANCELLED)
        )

        assert codes(outcomes) in (["ok", "units_in_return"], ["ok", "quantity_exceeds_returnable"])
        is_returned = outcome_of(outcomes[0]) == "ok"
        status = "in_transit" if is_returned else "cancelled"
        assert (kept(store).fulfillments[0].status, len(kept(store).returns)) == (
            status,
            is_returned,
        )
        ensure_one_version_a_change(store, 1)
