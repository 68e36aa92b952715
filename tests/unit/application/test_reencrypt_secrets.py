"""Every secret of the database is encrypted again by a new key."""

from datetime import timedelta
from typing import Any, Final

from attrs import define, evolve, field

from seller_orders.adapters.outbound.encryption.aes_gcm_secret_box import (
    AesGcmSecretBox,
    aes_gcm_secret_box,
)
from seller_orders.application.commands.reencrypt_secrets import (
    ReencryptDomainHandler,
    Reencryption,
    ReencryptSecretsHandler,
)
from seller_orders.application.ports.settings_repository import SettingsChange, StoredSettings
from seller_orders.application.ports.webhook_endpoints import WebhookEndpointReader
from seller_orders.application.settings.change import place_of
from seller_orders.application.webhooks.signing_secret import place_of_secrets, signing_secrets
from seller_orders.domain.webhook_endpoint import WebhookEndpoint
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.webhook_endpoints import endpoint
from seller_orders.testing.fakes.secret_domains import MemorySecretDomains
from seller_orders.testing.fakes.store import MemoryStore
from seller_orders.testing.fakes.webhook_endpoints import MemoryWebhookEndpointReader

OLD: Final = aes_gcm_secret_box([b"1" * 32])
BOTH: Final = aes_gcm_secret_box([b"2" * 32, b"1" * 32])
NEW: Final = aes_gcm_secret_box([b"2" * 32])
OTHER: Final = aes_gcm_secret_box([b"3" * 32])
CARRIER: Final = ("carriers", "bicycle", "token")


@define
class Installation:
    """Domains with secrets that the old key has encrypted."""

    store: MemoryStore = field(factory=lambda: MemoryStore(SettableClock()))

    @property
    def endpoints(self) -> MemoryWebhookEndpointReader:
        return MemoryWebhookEndpointReader(self.store)

    def add_endpoint(self, domain_id: str, *, former_for_hours: int | None = None) -> str:
        place = place_of_secrets(domain_id, "whe_001")
        fields: dict[str, Any] = {"secret": OLD.encrypt("present", place)}
        if former_for_hours is not None:
            fields["former_secret"] = OLD.encrypt("former", place)
            until = self.store.clock.now() + timedelta(hours=former_for_hours)
            fields["former_secret_until"] = until
        with self.store.begin(domain_id) as tx:
            tx.endpoints.add(endpoint(1, domain_id, **fields))
            tx.commit()
        return domain_id

    def add_carrier(self, domain_id: str) -> str:
        token = OLD.encrypt("hunter2", place_of(domain_id, CARRIER))
        at = self.store.clock.now()
        sections = {"carriers": {"bicycle": {"token": token}}, "language": "fr"}
        with self.store.begin(domain_id) as tx:
            saved = StoredSettings(version=1, updated_at=at, updated_by="x", sections=sections)
            change = SettingsChange(version=1, at=at, by="x", sections={})
            tx.settings.save(domain_id, saved, change)
            tx.commit()
        return domain_id

    def endpoint(self, domain_id: str) -> WebhookEndpoint:
        found = self.endpoints.get(domain_id, "whe_001")
        assert found is not None
        return found

    def signing(self, domain_id: str, box: AesGcmSecretBox) -> tuple[str, ...]:
        return signing_secrets(self.endpoint(domain_id), box, self.store.clock.now())

    def token(self, domain_id: str, box: AesGcmSecretBox) -> str:
        sections = self.store.committed.settings[domain_id].sections
        token = sections["carriers"]["bicycle"]["token"]
        return box.decrypt(token, place_of(domain_id, CARRIER))

    def reencrypt(
        self, box: AesGcmSecretBox, endpoints: WebhookEndpointReader | None = None
    ) -> Reencryption:
        return ReencryptSecretsHandler(
            domains=MemorySecretDomains(self.store),
            reencrypt=ReencryptDomainHandler(
                begin=self.store.begin,
                endpoints=endpoints or self.endpoints,
                box=box,
                clock=self.store.clock,
            ),
        )()


def test_the_old_key_is_needed_no_more():
    shops = Installation()
    shops.add_carrier("dom_1")
    shops.add_endpoint("dom_1", former_for_hours=1)
    shops.add_endpoint("dom_2")
    before = shops.endpoint("dom_1")

    done = [shops.reencrypt(BOTH), shops.reencrypt(BOTH)]

    assert done == [Reencryption(encrypted=4), Reencryption()]
    assert shops.token("dom_1", NEW) == "hunter2"
    assert shops.signing("dom_1", NEW) == ("present", "former")
    assert shops.signing("dom_2", NEW) == ("present",)
    after = shops.endpoint("dom_1")
    assert after == evolve(before, secret=after.secret, former_secret=after.former_secret)
    assert shops.store.committed.settings["dom_1"].version == 1


def test_no_domain_is_left_out_of_the_batches():
    shops = Installation()
    for number in range(501):
        shops.add_endpoint(f"dom_{number}")

    assert shops.reencrypt(BOTH) == Reencryption(encrypted=501)


def test_secrets_that_no_key_decrypts_are_counted_and_kept():
    shops = Installation()
    shops.add_carrier("dom_1")
    shops.add_endpoint("dom_2", former_for_hours=1)

    assert shops.reencrypt(OTHER) == Reencryption(unreadable=3)

    assert shops.token("dom_1", OLD) == "hunter2"
    assert shops.signing("dom_2", OLD) == ("present", "former")


def test_a_secret_that_signs_no_more_needs_no_key():
    shops = Installation()
    shops.add_endpoint("dom_1", former_for_hours=0)

    assert shops.reencrypt(BOTH) == Reencryption(encrypted=1)

    after = shops.endpoint("dom_1")
    assert (after.former_secret, after.former_secret_until) == (None, None)


def test_a_secret_that_was_rotated_meanwhile_is_kept():
    """The endpoint was read before another writer rotated its secret."""
    shops = Installation()
    shops.add_endpoint("dom_1")
    stale = MemoryWebhookEndpointReader(MemoryStore(SettableClock()))
    stale.store.committed = shops.store.committed.copy()
    place = place_of_secrets("dom_1", "whe_001")
    with shops.store.begin("dom_1") as tx:
        found = tx.endpoints.lock("dom_1", "whe_001")
        assert found is not None
        tx.endpoints.save(found.rotated(OLD.encrypt("rotated", place), shops.store.clock.now()))
        tx.commit()

    assert shops.reencrypt(BOTH, stale) == Reencryption(encrypted=2)

    assert shops.signing("dom_1", NEW) == ("rotated", "present")


def test_an_endpoint_that_was_deleted_meanwhile_stays_away():
    shops = Installation()
    shops.add_carrier("dom_1")
    shops.add_endpoint("dom_1")
    stale = MemoryWebhookEndpointReader(MemoryStore(SettableClock()))
    stale.store.committed = shops.store.committed.copy()
    with shops.store.begin("dom_1") as tx:
        tx.endpoints.remove(shops.endpoint("dom_1"))
        tx.commit()

    assert shops.reencrypt(BOTH, stale) == Reencryption(encrypted=1)

    assert shops.endpoints.get("dom_1", "whe_001") is None
