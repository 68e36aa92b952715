from pathlib import Path

import pytest

from seller_orders.adapters.outbound.jwt import key_sets
from seller_orders.adapters.outbound.jwt.key_sets import FetchedKeySet, StoredKeySet, key_set
from seller_orders.application.ports.token_verifier import TokensUnavailableError
from tests.integration.jwt.provider import Provider, published
from tests.support.servers import free_port
from tests.support.waiting import wait_until


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


def test_a_key_set_is_fetched_once_for_many_tokens():
    provider = Provider()
    provider.add("old", "ES256")

    with published(provider) as url:
        keys = key_set(url)
        found = [keys.find("old") for _ in range(20)]

    assert all(key is not None for key in found)
    assert provider.fetches == 1


def test_unknown_ids_do_not_cause_repeated_fetches(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(key_sets, "_REFETCH_AFTER_S", 3600)
    provider = Provider()
    provider.add("old", "ES256")

    with published(provider) as url:
        keys = key_set(url)
        found = [keys.find(f"made-up-{n}") for n in range(50)]

    assert found == [None] * 50
    assert provider.fetches <= 2


def test_a_new_key_at_the_url_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(key_sets, "_REFETCH_AFTER_S", 0.2)
    provider = Provider()
    provider.add("old", "ES256")

    with published(provider) as url:
        keys = key_set(url)
        assert keys.find("old") is not None
        provider.add("new", "ES256")

        wait_until(lambda: keys.find("new") is not None)


def test_known_keys_work_while_the_url_is_unreachable():
    provider = Provider()
    provider.add("old", "ES256")

    with pytest.raises(TokensUnavailableError):
        FetchedKeySet(f"http://127.0.0.1:{free_port()}/jwks.json").find("old")
    with published(provider) as url:
        keys = key_set(url)
        keys.find("old")

    assert keys.find("old") is not None
