from collections.abc import Callable

import pytest

from seller_orders.adapters.outbound.encryption.aes_gcm_secret_box import aes_gcm_secret_box
from seller_orders.application.ports.secret_box import SecretBox
from seller_orders.testing.contracts.secret_box import SecretBoxContract
from seller_orders.testing.fakes.secret_box import ReadableSecretBox

BOXES: dict[str, Callable[[], SecretBox]] = {
    "fake": ReadableSecretBox,
    "one key": lambda: aes_gcm_secret_box([b"1" * 32]),
    "two keys": lambda: aes_gcm_secret_box([b"2" * 32, b"1" * 32]),
}


@pytest.fixture(params=BOXES)
def box(request: pytest.FixtureRequest) -> SecretBox:
    return BOXES[request.param]()


class TestSecretBox(SecretBoxContract):
    """Run on the fake and on AES-GCM."""
