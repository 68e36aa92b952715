"""Encrypt the secrets of all domains again, after a new key."""

from collections.abc import Callable, Iterator
from typing import Final

from attrs import evolve, frozen

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.ports.secret_box import Place, SecretBox, UnreadableSecretError
from seller_orders.application.ports.secret_domains import SecretDomains
from seller_orders.application.ports.settings_repository import StoredSettings
from seller_orders.application.ports.webhook_endpoints import WebhookEndpointReader
from seller_orders.application.settings.change import place_of
from seller_orders.application.settings.secret_fields import with_secrets
from seller_orders.application.webhooks.signing_secret import place_of_secrets
from seller_orders.domain.webhook_endpoint import MAX_ENDPOINTS, WebhookEndpoint

_BATCH: Final = 500
"""Domains that are listed together."""


@frozen
class Reencryption:
    """Numbers of secrets that were encrypted again, and of those that no key decrypts."""

    encrypted: int = 0
    unreadable: int = 0


@frozen(kw_only=True)
class ReencryptSecretsHandler:
    """Encrypts by the first key what another one has encrypted, domain by domain.

    ``reencrypt`` does it in one domain.
    """

    domains: SecretDomains
    reencrypt: Callable[[str], Reencryption]

    def __call__(self) -> Reencryption:
        """Return what was done, in all domains."""
        done = [self.reencrypt(domain_id) for domain_id in self._every_domain()]
        return Reencryption(
            sum(each.encrypted for each in done), sum(each.unreadable for each in done)
        )

    def _every_domain(self) -> Iterator[str]:
        last = ""
        while domain_ids := self.domains.some(_BATCH, last):
            yield from domain_ids
            last = domain_ids[-1]


@frozen(kw_only=True)
class ReencryptDomainHandler:
    """Encrypts the secrets of a domain's settings and webhook endpoints by the first key.

    No version and no time changes: settings and endpoints stay the same.
    """

    begin: BeginDomainUnitOfWork
    endpoints: WebhookEndpointReader
    box: SecretBox
    clock: Clock

    def __call__(self, domain_id: str) -> Reencryption:
        """Return what was done, in one transaction."""
        found = self.endpoints.some(domain_id, MAX_ENDPOINTS)
        secrets = _Secrets(self.box)
        with self.begin(domain_id) as tx:
            self._settings(tx, domain_id, secrets)
            for endpoint in found:
                self._endpoint(tx, endpoint, secrets)
            tx.commit()
        return Reencryption(secrets.encrypted, secrets.unreadable)

    def _settings(self, tx: DomainUnitOfWork, domain_id: str, secrets: "_Secrets") -> None:
        stored = tx.settings.find(domain_id)
        after = secrets.of_settings(domain_id, stored)
        if after != stored:
            tx.settings.replace(domain_id, after)

    def _endpoint(self, tx: DomainUnitOfWork, found: WebhookEndpoint, secrets: "_Secrets") -> None:
        stored = tx.endpoints.lock(found.domain_id, found.id)
        if stored is None:
            return
        after = secrets.of_endpoint(stored.without_expired_secret(self.clock.now()))
        if after != stored:
            tx.endpoints.save(after)


class _Secrets:
    """Secrets of one domain, counted as they are encrypted again."""

    def __init__(self, box: SecretBox) -> None:
        self._box = box
        self.encrypted = self.unreadable = 0

    def of_settings(self, domain_id: str, stored: StoredSettings) -> StoredSettings:
        """Return the settings with every secret encrypted by the first key."""
        sections = with_secrets(
            stored.sections, lambda path, text: self._current(text, place_of(domain_id, path))
        )
        return evolve(stored, sections=sections)

    def of_endpoint(self, stored: WebhookEndpoint) -> WebhookEndpoint:
        """Return the endpoint with its secrets encrypted by the first key."""
        place = place_of_secrets(stored.domain_id, stored.id)
        former = stored.former_secret
        return evolve(
            stored,
            secret=self._current(stored.secret, place),
            former_secret=None if former is None else self._current(former, place),
        )

    def _current(self, encrypted: str, place: Place) -> str:
        if self._box.is_current(encrypted):
            return encrypted
        try:
            secret = self._box.decrypt(encrypted, place)
        except UnreadableSecretError:
            # It is counted, and every process that reads it logs it.
            self.unreadable += 1
            return encrypted
        self.encrypted += 1
        return self._box.encrypt(secret, place)
