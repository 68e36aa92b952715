from pathlib import Path

import pytest

from seller_orders.adapters.outbound.jwt.key_sets import StoredKeySet, key_set
from seller_orders.application.ports.token_verifier import TokensUnavailableError
from tests.integration.jwt.provider import Provider


def test_a_key_in_a_file_is_found_after_rotation(tmp_path: Path):
    provider, file = Provider(), tmp_path / "jwks.json"
    provider.add("old", "ES256")
    provider.publish(file)
    keys = key_set(str(file))
    assert keys.find("old") is not None
    assert keys.find("new") is None

    provider.add("new", "ES256")
    del provider.keys["old"]
    provider.publish(file)

    assert keys.find("new") is not None
    assert keys.find("old") is None


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"keys": []}', b"\xff", b'{"keys": [1]}'])
def test_an_unreadable_file_is_unavailable(tmp_path: Path, content: bytes | None):
    file = tmp_path / "jwks.json"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(TokensUnavailableError):
        StoredKeySet(file).find("any")
