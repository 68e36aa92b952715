"""Signing secrets of webhooks (standardwebhooks.com)."""

import base64
from datetime import datetime
from typing import Final

from seller_orders.application.ports.secret_box import Place, SecretBox
from seller_orders.domain.webhook_endpoint import WebhookEndpoint

SAFE_KEY_BYTES: Final = 24
"""Shortest key that Standard Webhooks recommends."""

_PREFIX: Final = "whsec_"


def signing_key(secret: str) -> bytes:
    """Return the bytes of a secret in base64, with or without the prefix ``whsec_``.

    Raises ValueError for anything else. A signing library may skip characters that are not base64
    and sign with the rest.
    """
    text = secret.removeprefix(_PREFIX)
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        key = b""
    if not key:
        raise ValueError("the secret must be base64, with or without the prefix whsec_")
    return key


def new_signing_secret(random_text: str) -> str:
    """Return a secret whose key is a random text."""
    return _PREFIX + base64.b64encode(random_text.encode()).decode()


def place_of_secrets(domain_id: str, endpoint_id: str) -> Place:
    """Return the place that an endpoint's secrets are encrypted for."""
    return (domain_id, "webhook_endpoints", endpoint_id)


def signing_secrets(endpoint: WebhookEndpoint, box: SecretBox, now: datetime) -> tuple[str, ...]:
    """Return the secrets that sign an endpoint's events, the present one first.

    Raises UnreadableSecretError.
    """
    place = place_of_secrets(endpoint.domain_id, endpoint.id)
    kept = [endpoint.secret]
    until = endpoint.former_secret_until
    if endpoint.former_secret is not None and until is not None and now < until:
        kept.append(endpoint.former_secret)
    return tuple(box.decrypt(each, place) for each in kept)
