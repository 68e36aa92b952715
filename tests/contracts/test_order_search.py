from collections.abc import Iterator

import pytest

from seller_orders.testing.contracts.order_search import OrderSearchContract
from seller_orders.testing.contracts.order_search_pages import OrderSearchPagesContract
from seller_orders.testing.store import WholeStore
from tests.contracts.stores import STORES


class TestOrderSearch(OrderSearchContract):
    """On every store."""


class TestOrderSearchPages(OrderSearchPagesContract):
    """On every store; over HTTP the search is the same."""

    @pytest.fixture(params=STORES, scope="module")
    @classmethod
    def shared_store(cls, request: pytest.FixtureRequest) -> Iterator[WholeStore]:
        with STORES[request.param]() as store:
            yield store
