"""Change the settings of a domain."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result

from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_unit_of_work import BeginDomainUnitOfWork
from seller_orders.application.ports.settings_repository import SettingsChange, StoredSettings
from seller_orders.application.ports.settings_store import SettingsSource
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.application.settings.change import SettingsDecider, difference
from seller_orders.application.settings.view import SettingsView, SettingsViews
from seller_orders.domain.refusals import Refusal, VersionMismatch


@frozen(kw_only=True)
class UpdateSettings:
    """Change sections of a domain's settings by a JSON merge patch (RFC 7396).

    ``document`` is plain JSON values. None removes a section, which is the installation's then.
    ``replaces`` makes it the whole document: the domain sets these sections and no others.
    ``"•"`` keeps a stored secret.

    Refusals: invalid_fields, version_mismatch, no_secret_keys.

    >>> to_berlin = {"time_zone": "Europe/Berlin"}
    >>> change = UpdateSettings(domain_id="dom_1", by="erp", document=to_berlin)
    >>> changed = orders.settings.update(change).unwrap()
    >>> changed.version, changed.sections["time_zone"], changed.sources["time_zone"]
    (1, 'Europe/Berlin', 'domain')
    """

    domain_id: str
    by: str
    document: Mapping[str, Any] = field(repr=False)
    replaces: bool = False
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdateSettingsHandler:
    """Decides on the stored version, and saves the next one if it is still the stored one.

    ``changed`` is called with the domain's id, so that this process reads the new version.
    """

    begin: BeginDomainUnitOfWork
    source: SettingsSource
    decider: SettingsDecider
    views: SettingsViews
    clock: Clock
    changed: Callable[[str], None]

    def __call__(self, command: UpdateSettings) -> Result[SettingsView, Refusal]:
        """Return the settings after the change. One that changes nothing makes no version."""
        # Templates are rendered with no transaction open.
        stored = self.source.other_than(command.domain_id, None) or StoredSettings()
        decision = self.decide(stored, command)
        if command.dry_run:
            return decision.map(self.views.view)
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            if tx.settings.find(command.domain_id).version != stored.version:
                raise WriteConflictError("another writer has changed the settings")
            if is_successful(decision) and (after := decision.unwrap()).version > stored.version:
                tx.settings.save(command.domain_id, after, _change(stored, after))
            outcome = commit_outcome(tx, command, decision.map(self.views.view))
        self.changed(command.domain_id)
        return outcome

    def decide(
        self, stored: StoredSettings, command: UpdateSettings
    ) -> Result[StoredSettings, Refusal]:
        """Return the next version, or the stored one if nothing changes."""
        if command.expected_versions is not None and (
            stored.version not in command.expected_versions
        ):
            return Failure(VersionMismatch(stored.version, "settings document"))
        decide = self.decider.replaced if command.replaces else self.decider.patched
        sections = decide(command.domain_id, stored, command.document)
        return sections.map(lambda after: self._next(stored, after, command.by))

    def _next(self, stored: StoredSettings, sections: Mapping[str, Any], by: str) -> StoredSettings:
        if sections == stored.sections:
            return stored
        return StoredSettings(
            version=stored.version + 1,
            updated_at=self.clock.now(),
            updated_by=by,
            sections=sections,
        )


def _change(before: StoredSettings, after: StoredSettings) -> SettingsChange:
    assert after.updated_at is not None, "a saved version has a time"
    return SettingsChange(
        version=after.version,
        at=after.updated_at,
        by=after.updated_by or "",
        sections=difference(before.sections, after.sections),
    )
