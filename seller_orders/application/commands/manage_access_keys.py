"""Create and revoke API keys."""

from datetime import datetime

from attrs import field, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.access import ORDER_SCOPES, AccessKey, Scope, api_key, digest
from seller_orders.application.domains import DomainState
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_unit_of_work import BeginDomainUnitOfWork
from seller_orders.application.ports.domains import DomainStates
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.key_lookup import AccessKeys
from seller_orders.application.scope_grants import ensure_own_scopes
from seller_orders.domain.refusals import (
    DomainNotFound,
    FieldProblem,
    InvalidFields,
    KeyNotFound,
    Refusal,
)


@frozen(kw_only=True)
class CreateAccessKey:
    """Create a key for one domain and some scopes.

    ``own_scopes`` are those of the caller, who cannot give others; None is an operator.
    Refusals: domain_not_found, exceeds_own_scopes, invalid_fields.

    >>> create = CreateAccessKey(domain_id="dom_1", name="ERP", scopes=frozenset({Scope.READ}))
    >>> created: CreatedKey = orders.keys.create(create).unwrap()
    >>> created.key.name, created.secret[:4]
    ('ERP', 'sok_')
    >>> [key.name for key in orders.keys.list(ListDomainKeys(domain_id="dom_1", limit=20))]
    ['ERP']
    """

    domain_id: str
    name: str | None = None
    scopes: frozenset[Scope] = ORDER_SCOPES
    expires_at: datetime | None = None
    own_scopes: frozenset[Scope] | None = None
    idempotency_key: IdempotencyKey | None = None


@frozen
class CreatedKey:
    """A new key, and its secret, which cannot be read again."""

    key: AccessKey
    secret: str = field(repr=False)


@frozen(kw_only=True)
class CreateAccessKeyHandler:
    """Creates a key and stores only its digest."""

    begin: BeginDomainUnitOfWork
    keys: AccessKeys
    domains: DomainStates
    clock: Clock
    ids: IdGenerator

    def __call__(self, command: CreateAccessKey) -> Result[CreatedKey, Refusal]:
        """Return the new key with its secret."""
        created = self._create(command)
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            if is_successful(created):
                tx.keys.add(created.unwrap().key)
            commit_outcome(tx, command, created)
        # The first registration may have missed the key: it registers the domains with keys.
        if is_successful(created) and not self._is_known(command.domain_id):
            self.keys.revoke(created.unwrap().key.id, self.clock.now())
            return Failure(DomainNotFound(command.domain_id))
        return created

    def _create(self, command: CreateAccessKey) -> Result[CreatedKey, Refusal]:
        if not self._is_known(command.domain_id):
            return Failure(DomainNotFound(command.domain_id))
        is_own = ensure_own_scopes(command.scopes, command.own_scopes)
        if not is_successful(is_own):
            return Failure(is_own.failure())
        now, secret = self.clock.now(), api_key(self.ids.secret())
        key = AccessKey(
            id=self.ids.new("key_"),
            domain_id=command.domain_id,
            digest=digest(secret),
            scopes=command.scopes,
            created_at=now,
            name=command.name,
            expires_at=command.expires_at,
        )
        if key.has_expired(now):
            detail = "It must be later than now."
            return Failure(InvalidFields((FieldProblem("is_past", detail, ("expires_at",)),)))
        return Success(CreatedKey(key, secret))

    def _is_known(self, domain_id: str) -> bool:
        return self.domains.state(domain_id) is not DomainState.UNKNOWN


@frozen
class RevokeAccessKey:
    """Revoke a key of any domain, as an operator.

    >>> orders.keys.revoke_any(RevokeAccessKey("key_9"))
    False
    """

    key_id: str


@frozen(kw_only=True)
class RevokeAccessKeyHandler:
    """Revokes a key; every process rejects it within a minute."""

    keys: AccessKeys
    clock: Clock

    def __call__(self, command: RevokeAccessKey) -> bool:
        """Return True if the key exists."""
        return self.keys.revoke(command.key_id, self.clock.now())


@frozen(kw_only=True)
class RevokeDomainKey:
    """Revoke a key of a domain. Revoking it again changes nothing. Refusals: key_not_found.

    >>> key = orders.keys.create(CreateAccessKey(domain_id="dom_1")).unwrap().key
    >>> revoked = orders.keys.revoke(RevokeDomainKey(domain_id="dom_1", key_id=key.id))
    >>> orders.keys.get(GetAccessKey("dom_1", key.id)) == revoked
    True
    """

    domain_id: str
    key_id: str
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class RevokeDomainKeyHandler:
    """Revokes a key of a domain; every process rejects it within a minute."""

    begin: BeginDomainUnitOfWork
    clock: Clock

    def __call__(self, command: RevokeDomainKey) -> Result[AccessKey, Refusal]:
        """Return the revoked key."""
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command)
            revoked = tx.keys.revoke(command.domain_id, command.key_id, self.clock.now())
            found = Failure(KeyNotFound(command.key_id)) if revoked is None else Success(revoked)
            return commit_outcome(tx, command, found)
