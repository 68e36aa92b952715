from collections.abc import Iterator

import pytest

from tests.integration.layers.topology import Topology, three_layers


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    """The three layers, shared by the tests of a module."""
    with three_layers(tmp_path_factory.mktemp("layers")) as running:
        yield running
