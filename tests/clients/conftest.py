import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

import pytest

from seller_orders.adapters.inbound.http.layer_openapi import described
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.adapters.shared.wire.json_codec import encode
from tests.integration.carriers.simulator import carriers_file, connection, simulating
from tests.support.server_process import Server, serving

HERE: Final = Path(__file__).parent
TIMEOUT_S: Final = 300
_LOCAL: Final = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "CI": "true"}
"""Settings by which the tools call no server of their makers."""

Ended: TypeAlias = "subprocess.CompletedProcess[str]"
Tool: TypeAlias = Callable[..., Ended]


def run(*command: str | Path, **environment: str) -> Ended:
    """Run a command to its end."""
    return subprocess.run(
        command,
        cwd=HERE,
        env={**os.environ, **_LOCAL, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
    )


@pytest.fixture(scope="session")
def node_tool() -> Tool:
    """Run an npm tool. Without node and the tools the tests are skipped, but not in CI."""
    if shutil.which("node") is None or not (HERE / "node_modules" / ".bin").exists():
        reason = "the npm tools are missing: install Node.js 20 or later, then run `make clients`"
        if os.environ.get("CLIENTS_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return lambda name, *arguments: run(HERE / "node_modules" / ".bin" / name, *arguments)


@pytest.fixture(scope="session")
def description(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The OpenAPI document as a file."""
    file = tmp_path_factory.mktemp("description") / "openapi.json"
    file.write_bytes(encode(described(Layers.GATEWAY)))
    return file


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a connected carrier, ``swift``."""
    folder = tmp_path_factory.mktemp("clients")
    with simulating() as carrier:
        file = carriers_file(folder, swift=connection(carrier.port))
        with serving(folder, CARRIERS=file) as server:
            yield server


@pytest.fixture
def access(shop: Server) -> Mapping[str, str]:
    """Environment of a client program: the address, a key, and its new domain."""
    client = shop.client()
    assert client.key is not None
    return {
        "BASE_URL": f"http://127.0.0.1:{shop.port}",
        "API_KEY": client.key,
        "DOMAIN_ID": client.domain_id,
    }
