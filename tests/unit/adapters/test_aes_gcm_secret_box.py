from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from seller_orders.adapters.outbound.encryption.aes_gcm_secret_box import aes_gcm_secret_box
from seller_orders.adapters.outbound.encryption.no_secret_box import NoSecretBox
from seller_orders.application.ports.secret_box import NoSecretKeysError, UnreadableSecretError

OLD, NEW = b"old key of thirty-two bytes.....", b"new key of thirty-two bytes....."
PLACE = ("dom_1", "settings", "carriers")


def test_a_former_key_still_decrypts_and_the_first_encrypts():
    encrypted = aes_gcm_secret_box([OLD]).encrypt("hunter2", PLACE)
    rotated = aes_gcm_secret_box([NEW, OLD])

    assert rotated.decrypt(encrypted, PLACE) == "hunter2"
    assert not rotated.is_current(encrypted)
    again = rotated.encrypt("hunter2", PLACE)
    assert rotated.is_current(again)
    assert aes_gcm_secret_box([NEW]).decrypt(again, PLACE) == "hunter2"


def test_a_secret_of_a_key_that_is_gone_names_the_key():
    encrypted = aes_gcm_secret_box([OLD]).encrypt("hunter2", PLACE)
    key_id = encrypted.split(".")[1]

    with pytest.raises(UnreadableSecretError, match=f"lacks the key {key_id}"):
        aes_gcm_secret_box([NEW]).decrypt(encrypted, PLACE)


def test_a_changed_bit_is_noticed_wherever_it_is():
    box = aes_gcm_secret_box([OLD])
    scheme, key_id, text = box.encrypt("hunter2", PLACE).split(".")
    sealed = urlsafe_b64decode(text)

    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        encrypted = f"{scheme}.{key_id}.{urlsafe_b64encode(changed).decode()}"
        with pytest.raises(UnreadableSecretError):
            box.decrypt(encrypted, PLACE)


@pytest.mark.parametrize("length", [0, 1, 12, 27])
def test_a_shortened_secret_is_unreadable(length: int):
    box = aes_gcm_secret_box([OLD])
    scheme, key_id, text = box.encrypt("", PLACE).split(".")
    short = urlsafe_b64encode(urlsafe_b64decode(text)[:length]).decode()

    with pytest.raises(UnreadableSecretError):
        box.decrypt(f"{scheme}.{key_id}.{short}", PLACE)


def test_the_format_is_aes_gcm_with_the_place_as_a_json_list():
    """What another program needs to decrypt a secret."""
    text = aes_gcm_secret_box([OLD]).encrypt("hunter2", PLACE).split(".")[2]
    sealed = urlsafe_b64decode(text)
    place = b'["dom_1", "settings", "carriers"]'

    assert AESGCM(OLD).decrypt(sealed[:12], sealed[12:], place) == b"hunter2"


def test_no_key_is_shown():
    assert "thirty-two" not in repr(aes_gcm_secret_box([OLD]))


def test_an_installation_without_keys_encrypts_nothing():
    box = NoSecretBox()

    assert not box.can_encrypt
    with pytest.raises(NoSecretKeysError, match="SELLER_ORDERS_SECRET_KEYS"):
        box.encrypt("hunter2", PLACE)
    with pytest.raises(UnreadableSecretError, match="SELLER_ORDERS_SECRET_KEYS"):
        box.decrypt(aes_gcm_secret_box([OLD]).encrypt("hunter2", PLACE), PLACE)
