"""Refusals of changes to a domain's own resources."""

from seller_orders.domain.refusals.refusal import Refusal


class NoSecretKeys(Refusal):
    """The installation has no keys to encrypt a secret with."""

    __slots__ = ()
    code = "no_secret_keys"
    template = (
        "This installation cannot keep secrets: set SELLER_ORDERS_SECRET_KEYS to a key of 32 "
        "random bytes in base64, which `openssl rand -base64 32` prints, and restart."
    )
