"""Tests of the IdGenerator port."""

from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.domain.values import is_identifier

_MANY = 1_000


class IdGeneratorContract:
    """Provide a fixture ``ids``: a new generator."""

    def test_an_id_begins_with_its_prefix(self, ids: IdGenerator) -> None:
        assert ids.new("ord_").startswith("ord_")
        assert ids.new("ful_").startswith("ful_")

    def test_no_id_is_made_twice(self, ids: IdGenerator) -> None:
        assert len({ids.new("ord_") for _ in range(_MANY)}) == _MANY

    def test_an_id_is_a_valid_identifier(self, ids: IdGenerator) -> None:
        assert is_identifier(ids.new("ord_"))

    def test_no_secret_is_made_twice(self, ids: IdGenerator) -> None:
        assert len({ids.secret() for _ in range(_MANY)}) == _MANY
