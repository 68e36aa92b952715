import pytest

from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.testing.contracts.id_generator import IdGeneratorContract
from seller_orders.testing.fakes.id_generator import CountingIds


@pytest.fixture(params=[CountingIds, Uuid7Generator], ids=["fake", "UUIDv7"])
def ids(request: pytest.FixtureRequest) -> IdGenerator:
    generator: IdGenerator = request.param()
    return generator


class TestIdGenerator(IdGeneratorContract):
    """Run on the fake and on the real generator."""
