import pytest

from seller_orders.adapters.shared.http_client.address_filter import ensure_public
from seller_orders.adapters.shared.http_client.errors import RequestNotSentError

REFUSED = [
    *("127.0.0.1", "0.0.0.0", "10.0.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254"),
    *("100.64.0.1", "192.0.0.8", "192.88.99.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fe80::1%lo"),
    *("fd00::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "100::1"),
    *("2001::1", "2001:20::1", "2001:db8::1", "3fff::1", "5f00::1"),
]


@pytest.mark.parametrize("address", REFUSED)
def test_address_that_is_not_public_is_refused(address: str):
    with pytest.raises(RequestNotSentError, match="InvalidIPAddress"):
        ensure_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "100.128.0.1", "::ffff:8.8.8.8", "2606:4700::1111", "2a00:1450:4001::1"]
)
def test_public_address_is_accepted(address: str):
    ensure_public(address)
