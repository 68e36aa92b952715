"""Values of the sections that a domain has stored, with the installation's for the others."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import evolve, frozen

from seller_orders.application.ports.secret_box import SecretBox, UnreadableSecretError
from seller_orders.application.ports.settings_codec import SettingsCodec
from seller_orders.application.ports.settings_repository import StoredSettings
from seller_orders.application.settings.change import place_of
from seller_orders.application.settings.secret_fields import with_secrets
from seller_orders.domain.domain_settings import SECTIONS, DomainSettings
from seller_orders.domain.refusals import InvalidFields, Path

_log: Final = logging.getLogger("seller_orders.settings")


@frozen(kw_only=True)
class SettingsReading:
    """Decrypts and reads stored sections, one by one.

    What cannot be read is logged as an error: a provider whose secret no key decrypts is left out,
    and the installation's section applies instead of one that this release refuses.
    """

    installation: DomainSettings
    codec: SettingsCodec
    box: SecretBox

    def __call__(self, domain_id: str, stored: StoredSettings) -> DomainSettings:
        """Return the settings of a domain."""
        if not stored.version:
            # Domains that set nothing share one object.
            return self.installation
        values = dict[str, Any]()
        for name in SECTIONS:
            if name in stored.sections:
                values |= self._read(domain_id, {name: stored.sections[name]})
        return evolve(self.installation, version=stored.version, **values)

    def _read(self, domain_id: str, section: Mapping[str, Any]) -> dict[str, Any]:
        plain = self._decrypted(domain_id, section)
        read = self.codec.read(plain)
        if read.problems:
            # A newer release may have stored fields that this one does not know.
            unknown = [each.path for each in read.problems if each.code == "unknown_field"]
            read = self.codec.read(_without(plain, unknown))
        if read.problems:
            reason = InvalidFields(read.problems).message
            _log.error("settings of %s are unreadable: %s", domain_id, reason)
            return {}
        return read.values

    def _decrypted(self, domain_id: str, section: Mapping[str, Any]) -> dict[str, Any]:
        unreadable = set[Path]()

        def decrypted(path: Path, secret: str) -> str | None:
            try:
                return self.box.decrypt(secret, place_of(domain_id, path))
            except UnreadableSecretError as error:
                _log.error("%s of %s: %s", "/".join(map(str, path)), domain_id, error)
                unreadable.add(path[:2])
                return None

        plain = with_secrets(section, decrypted)
        return {
            name: {id: each for id, each in value.items() if (name, id) not in unreadable}
            if isinstance(value, Mapping)
            else value
            for name, value in plain.items()
        }


def _without(value: Any, paths: Sequence[Path]) -> Any:
    """Return a value without the fields at these paths."""
    if not isinstance(value, Mapping):
        return value
    return {
        name: _without(each, [path[1:] for path in paths if path[:1] == (name,)])
        for name, each in value.items()
        if (name,) not in paths
    }
