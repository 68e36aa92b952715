from collections.abc import Iterator

import pytest

from tests.integration.layers.topology import Topology, three_layers


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    """The three layers, for a module's tests to do with as they like."""
    with three_layers(tmp_path_factory.mktemp("layers")) as running:
        yield running
