"""Contract of the secret box."""

import pytest

from seller_orders.application.ports.secret_box import SecretBox, UnreadableSecretError

_PLACE = ("dom_1", "settings", "carriers", "bicycle", "token")
_OTHER_PLACES = {
    "another domain": ("dom_2", *_PLACE[1:]),
    "another field": (*_PLACE[:-1], "secret"),
    "a longer place": (*_PLACE, "token"),
    "no place": (),
    "a place split elsewhere": ("dom_1", "settings", "carriers", "bicycle.token"),
    "a place joined elsewhere": ("dom_1/settings", *_PLACE[2:]),
}


class SecretBoxContract:
    """Provide a fixture ``box``: a secret box that can encrypt."""

    @pytest.mark.parametrize("secret", ["hunter2", "", "ü€😀\n", "x" * 10_000])
    def test_a_secret_is_decrypted_for_its_place(self, box: SecretBox, secret: str) -> None:
        encrypted = box.encrypt(secret, _PLACE)

        assert box.decrypt(encrypted, _PLACE) == secret

    def test_an_encrypted_secret_does_not_show_it(self, box: SecretBox) -> None:
        assert "hunter2" not in box.encrypt("hunter2", _PLACE)

    def test_equal_secrets_are_encrypted_differently(self, box: SecretBox) -> None:
        assert len({box.encrypt("hunter2", _PLACE) for _ in range(100)}) == 100

    @pytest.mark.parametrize("place", _OTHER_PLACES.values(), ids=_OTHER_PLACES)
    def test_a_secret_cannot_be_moved(self, box: SecretBox, place: tuple[str, ...]) -> None:
        encrypted = box.encrypt("hunter2", _PLACE)

        with pytest.raises(UnreadableSecretError):
            box.decrypt(encrypted, place)

    @pytest.mark.parametrize("text", ["", "hunter2", "a.b.c", "aes256gcm.00000000.AAAA"])
    def test_a_text_that_is_not_encrypted_is_refused(self, box: SecretBox, text: str) -> None:
        with pytest.raises(UnreadableSecretError):
            box.decrypt(text, _PLACE)

    def test_what_it_encrypts_is_current(self, box: SecretBox) -> None:
        assert box.can_encrypt
        assert box.is_current(box.encrypt("hunter2", _PLACE))
        assert not box.is_current("hunter2")
