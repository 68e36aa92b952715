"""Test tools for embedders, and for this package's own tests.

``strategies`` has Hypothesis strategies for every value, up to full orders; ``order_machine`` a
state machine to subclass; ``physical_ledger`` follows each unit of an order; ``bookkeeper`` has
the books of one; ``contracts`` a class of tests for each port; ``fakes`` an in-memory
implementation of each port. Install the extra ``testing`` for their dependencies.
"""

import pytest

# Rewritten assertions show the values of a failed comparison.
pytest.register_assert_rewrite(
    "seller_orders.testing.contracts",
    "seller_orders.testing.fulfillment_machine",
    "seller_orders.testing.order_machine",
    "seller_orders.testing.payment_machine",
    "seller_orders.testing.physical_ledger",
    "seller_orders.testing.physical_returns",
    "seller_orders.testing.physical_units",
    "seller_orders.testing.refund_machine",
)
