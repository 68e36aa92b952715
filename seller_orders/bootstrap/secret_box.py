"""Wiring of the encryption of secrets."""

from seller_orders.application.ports.secret_box import SecretBox
from seller_orders.settings import Settings


def secret_box(settings: Settings) -> SecretBox:
    """Return the secret box of the installation's keys."""
    # Imported here so that installations without keys need no library for it.
    if not settings.secret_keys:
        from seller_orders.adapters.outbound.encryption.no_secret_box import NoSecretBox

        return NoSecretBox()
    from seller_orders.adapters.outbound.encryption.aes_gcm_secret_box import aes_gcm_secret_box

    return aes_gcm_secret_box(settings.secret_keys)
