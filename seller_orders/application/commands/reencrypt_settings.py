"""Encrypt the secrets of the domains' settings again, after a new key."""

from attrs import evolve, frozen

from seller_orders.application.ports.domain_unit_of_work import BeginDomainUnitOfWork
from seller_orders.application.ports.secret_box import SecretBox, UnreadableSecretError
from seller_orders.application.ports.settings_repository import StoredSettings
from seller_orders.application.ports.settings_store import SettingsDomains
from seller_orders.application.settings.change import place_of
from seller_orders.application.settings.secret_fields import with_secrets
from seller_orders.domain.refusals import Path


@frozen
class Reencryption:
    """Numbers of secrets that were encrypted again, and of those that no key decrypts."""

    encrypted: int = 0
    unreadable: int = 0


@frozen(kw_only=True)
class ReencryptSettingsHandler:
    """Encrypts by the first key what another one has encrypted, domain by domain.

    No version changes: the settings stay the same.
    """

    begin: BeginDomainUnitOfWork
    domains: SettingsDomains
    box: SecretBox

    def __call__(self) -> Reencryption:
        """Return what was done, in all domains."""
        done = [self._reencrypt(domain_id) for domain_id in self.domains.domains()]
        return Reencryption(
            sum(each.encrypted for each in done), sum(each.unreadable for each in done)
        )

    def _reencrypt(self, domain_id: str) -> Reencryption:
        with self.begin(domain_id) as tx:
            stored = tx.settings.find(domain_id)
            secrets = _Secrets(self.box, domain_id)
            after = secrets.current(stored)
            if after != stored:
                tx.settings.replace(domain_id, after)
                tx.commit()
            return Reencryption(secrets.encrypted, secrets.unreadable)


class _Secrets:
    """Secrets of one domain, counted as they are encrypted again."""

    def __init__(self, box: SecretBox, domain_id: str) -> None:
        self._box = box
        self._domain_id = domain_id
        self.encrypted = self.unreadable = 0

    def current(self, stored: StoredSettings) -> StoredSettings:
        """Return the settings with every secret encrypted by the first key."""
        return evolve(stored, sections=with_secrets(stored.sections, self._current))

    def _current(self, path: Path, encrypted: str) -> str:
        if self._box.is_current(encrypted):
            return encrypted
        place = place_of(self._domain_id, path)
        try:
            secret = self._box.decrypt(encrypted, place)
        except UnreadableSecretError:
            # It is counted, and every process that reads it logs it.
            self.unreadable += 1
            return encrypted
        self.encrypted += 1
        return self._box.encrypt(secret, place)
