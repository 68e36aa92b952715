"""What our own tests are made of, for those who test rules, adapters and policies of their own.

``strategies`` has Hypothesis strategies for every value, up to full orders; ``order_machine`` a
state machine to subclass; ``contracts`` a class of tests for each port. The extra ``testing`` of
the package brings what they need.
"""

import pytest

# So that a test that fails says with which values.
pytest.register_assert_rewrite(
    "seller_orders.testing.contracts", "seller_orders.testing.order_machine"
)
