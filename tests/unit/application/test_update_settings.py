"""Changes of a domain's settings: merged, checked, encrypted, recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from attrs import define, evolve, field

from seller_orders.adapters.outbound.encryption.aes_gcm_secret_box import aes_gcm_secret_box
from seller_orders.adapters.outbound.encryption.no_secret_box import NoSecretBox
from seller_orders.adapters.outbound.system.address_policy import LiteralAddressPolicy
from seller_orders.adapters.shared.wire.settings_codec import MsgspecSettingsCodec
from seller_orders.application.commands.reencrypt_settings import (
    Reencryption,
    ReencryptSettingsHandler,
)
from seller_orders.application.commands.update_settings import (
    UpdateSettings,
    UpdateSettingsHandler,
)
from seller_orders.application.idempotency import AlreadyHandledError, IdempotencyKey
from seller_orders.application.ports.secret_box import SecretBox
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.application.queries.get_settings import GetSettings, GetSettingsHandler
from seller_orders.application.settings.change import MAX_BYTES, SettingsDecider
from seller_orders.application.settings.checks import SettingsChecks
from seller_orders.application.settings.reading import SettingsReading
from seller_orders.application.settings.view import SettingsView, SettingsViews
from seller_orders.domain.carrier_connection import CarrierConnection
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.handling_time import HandlingTime
from seller_orders.domain.notification_settings import NotificationSettings
from seller_orders.domain.refusals import FieldProblem, InvalidFields, Refusal
from seller_orders.domain.transition_rules import FORWARD
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.fakes.domain_settings import MemorySettingsStore
from seller_orders.testing.fakes.store import MemoryStore

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
BICYCLE = {"url": "https://bicycle.example", "token": "hunter2", "secret": SECRET}
INSTALLATION = DomainSettings(
    language="de",
    handling=HandlingTime(business_days=2),
    carriers={"post": CarrierConnection(url="https://post.example", secret=SECRET)},
)


class Texts:
    """Texts that are all wrong if they are named so."""

    def problems(self, notifications: NotificationSettings) -> Sequence[FieldProblem]:
        if notifications.shop_name != "wrong":
            return []
        return [FieldProblem("invalid", "It is wrong.", ("shop_name",))]


@define
class Shop:
    """The settings of a domain, on fakes and real encryption."""

    box: SecretBox = field(factory=lambda: aes_gcm_secret_box([b"1" * 32]))
    allow_private: bool = False
    store: MemoryStore = field(factory=lambda: MemoryStore(SettableClock()))
    changed: list[str] = field(factory=list)

    @property
    def source(self) -> MemorySettingsStore:
        return MemorySettingsStore(self.store)

    @property
    def handler(self) -> UpdateSettingsHandler:
        codec = MsgspecSettingsCodec()
        views = SettingsViews.of(INSTALLATION, codec)
        checks = SettingsChecks(
            texts=Texts(), addresses=LiteralAddressPolicy(), allow_private=self.allow_private
        )
        return UpdateSettingsHandler(
            begin=self.store.begin,
            source=self.source,
            decider=SettingsDecider(codec=codec, checks=checks, box=self.box, views=views),
            views=views,
            clock=self.store.clock,
            changed=self.changed.append,
        )

    def patch(self, document: Mapping[str, Any], **more: Any) -> SettingsView:
        view: SettingsView = self.send(document, **more).unwrap()
        return view

    def put(self, document: Mapping[str, Any], **more: Any) -> SettingsView:
        return self.patch(document, replaces=True, **more)

    def refused(self, document: Mapping[str, Any], **more: Any) -> Refusal:
        before = self.store.committed.settings
        refusal: Refusal = self.send(document, **more).failure()
        assert self.store.committed.settings == before
        return refusal

    def pointers(self, document: Mapping[str, Any]) -> list[tuple[str, str]]:
        refusal = self.refused(document)
        assert isinstance(refusal, InvalidFields)
        return [("/".join(map(str, each.path)), each.code) for each in refusal.problems]

    def send(self, document: Mapping[str, Any], **more: Any) -> Any:
        command = UpdateSettings(domain_id="dom_1", by="key:1", document=document, **more)
        return self.handler(command)

    def view(self) -> SettingsView:
        return GetSettingsHandler(source=self.source, views=self.handler.views)(
            GetSettings("dom_1")
        )

    def values(self) -> DomainSettings:
        stored = self.source.other_than("dom_1", None)
        assert stored is not None
        reading = SettingsReading(
            installation=INSTALLATION, codec=MsgspecSettingsCodec(), box=self.box
        )
        return reading("dom_1", stored)

    def kept(self) -> str:
        return repr(dict(self.store.committed.settings["dom_1"].sections))

    def history(self) -> list[Mapping[str, Any]]:
        return [each.sections for each in self.source.changes("dom_1", None, 20)]


def test_a_domain_begins_with_the_installations_settings():
    view = Shop().view()

    assert (view.version, view.updated_at, view.updated_by) == (0, None, None)
    assert set(view.sources.values()) == {"installation"}
    assert view.sections["language"] == "de"
    assert view.sections["carriers"]["post"] == {
        "url": "https://post.example",
        "token": None,
        "secret": "•",
        "allow_private": False,
    }


def test_a_section_that_is_set_replaces_the_whole_default():
    shop = Shop()

    view = shop.put({"transitions": "forward", "carriers": {}})

    assert view == shop.view()
    assert (view.version, view.updated_by) == (1, "key:1")
    assert view.updated_at == shop.store.clock.now()
    assert view.sections["carriers"] == {}
    assert {name for name, of in view.sources.items() if of == "domain"} == {
        "transitions",
        "carriers",
    }
    assert shop.values() == evolve(INSTALLATION, version=1, transitions=FORWARD, carriers={})
    assert shop.changed == ["dom_1"]


def test_a_put_gives_back_what_it_does_not_name():
    shop = Shop()
    shop.put({"language": "fr", "time_zone": "Asia/Kolkata"})

    view = shop.put({"time_zone": "Asia/Kolkata", "language": None})

    assert view.version == 2
    assert view.sections["language"] == "de"
    assert view.sources["language"] == "installation"
    assert shop.history()[0] == {"language": {"from": "fr", "to": None}}


def test_a_patch_merges_and_null_removes():
    shop = Shop()
    shop.patch({"time_zone": "Asia/Kolkata", "numbering": {"prefix": "A-", "next": 7}})

    view = shop.patch({"numbering": {"next": None}, "time_zone": None})

    assert view.sections["numbering"] == {"prefix": "A-", "next": None}
    assert view.sources["time_zone"] == "installation"


def test_a_patch_of_an_unset_section_starts_from_what_is_shown():
    view = Shop().patch({"handling": {"cut_off": "14:00"}})

    assert view.sections["handling"]["business_days"] == 2
    assert view.sections["handling"]["cut_off"] == "14:00"
    assert view.sources["handling"] == "domain"


def test_a_first_patch_of_carriers_needs_no_secret_of_the_installation():
    shop = Shop()

    shop.patch({"carriers": {"bicycle": BICYCLE}})

    assert [*shop.values().carriers] == ["bicycle"]


def test_a_change_that_changes_nothing_makes_no_version():
    shop = Shop()
    first = shop.put({"time_zone": "Asia/Kolkata", "carriers": {"bicycle": BICYCLE}})

    assert shop.patch({}) == first
    assert shop.patch({"time_zone": "Asia/Kolkata"}) == first
    assert shop.patch({"carriers": {"bicycle": {"token": "•"}}}) == first
    assert len(shop.history()) == 1


def test_secrets_are_written_and_never_read():
    shop = Shop()

    view = shop.put({"carriers": {"bicycle": BICYCLE}})

    shown = view.sections["carriers"]["bicycle"]
    assert (shown["token"], shown["secret"]) == ("•", "•")
    everything = [repr(view), shop.kept(), repr(shop.history())]
    assert not any(secret in text for text in everything for secret in ("hunter2", SECRET[6:]))
    kept = shop.values().carriers["bicycle"]
    assert (kept.token, kept.secret) == ("hunter2", SECRET)


def test_a_mask_keeps_a_secret_and_a_text_replaces_it():
    shop = Shop()
    payments = {"main": {"kind": "stripe", "secrets": {"api": "sk_1", "hook": "whs_1"}}}
    shop.put({"carriers": {"bicycle": BICYCLE}, "payments": payments})

    moved = "https://bicycle.example/v2"
    shop.patch({"carriers": {"bicycle": {"secret": OTHER_SECRET, "url": moved}}})
    shop.put({name: shop.view().sections[name] for name in ("carriers", "payments")})

    values = shop.values()
    assert values.carriers["bicycle"].token == "hunter2"
    assert values.carriers["bicycle"].secret == OTHER_SECRET
    assert values.payments["main"].secrets == {"api": "sk_1", "hook": "whs_1"}
    assert shop.history()[0] == {
        "carriers": {
            "from": {"bicycle": {**BICYCLE, "token": "•", "secret": "•", "allow_private": False}},
            "to": {
                "bicycle": {
                    "url": moved,
                    "token": "•",
                    "secret": "•",
                    "allow_private": False,
                }
            },
        }
    }


def test_a_new_secret_that_looks_the_same_is_a_change():
    shop = Shop()
    shop.put({"carriers": {"bicycle": BICYCLE}})

    assert shop.patch({"carriers": {"bicycle": {"token": "other"}}}).version == 2
    [carriers, _] = [each["carriers"] for each in shop.history()]
    assert carriers["from"] == carriers["to"]


def test_a_mask_without_a_stored_secret_is_refused():
    shop = Shop()
    masked = {"bicycle": {**BICYCLE, "token": "•"}}

    assert shop.pointers({"carriers": {**masked, "post": None}}) == [
        ("carriers/bicycle/token", "required")
    ]
    # The installation's secret is not the domain's to copy.
    assert shop.pointers({"carriers": {"post": {"url": "https://p.example"}}}) == [
        ("carriers/post/secret", "required")
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example",
        "http://bicycle.example",
        "https://bicycle.example:8443",
        "https://bicycle.example.other.example",
    ],
)
def test_a_mask_sends_no_secret_to_another_host(url: str):
    shop = Shop()
    shop.put({"carriers": {"bicycle": BICYCLE}})

    moved = {"carriers": {"bicycle": {"url": url}}}

    assert shop.pointers(moved) == [
        ("carriers/bicycle/token", "required"),
        ("carriers/bicycle/secret", "required"),
    ]
    anew = {"carriers": {"bicycle": {**BICYCLE, "url": url}}}
    assert shop.patch(anew).sections["carriers"]["bicycle"]["url"] == url


@pytest.mark.parametrize(
    "change",
    [
        {"options": {"url": "https://other.example"}},
        {"options": {"url": "https://["}},
        {"kind": "razorpay"},
    ],
)
def test_a_mask_gives_no_payment_secret_to_another_provider(change: dict[str, Any]):
    shop = Shop()
    bridge = {"kind": "http", "options": {"url": "https://b.example"}, "secrets": {"token": "t"}}
    shop.put({"payments": {"main": bridge}})
    shop.patch({"payments": {"main": {"options": {"statement": "Shop"}}}})

    moved = {"payments": {"main": change}}

    assert shop.pointers(moved) == [("payments/main/secrets/token", "required")]
    shop.patch({"payments": {"main": {**change, "secrets": {"token": "t"}}}})


def test_without_keys_a_secret_is_refused_and_all_else_is_kept():
    shop = Shop(box=NoSecretBox())

    refusal = shop.refused({"carriers": {"bicycle": BICYCLE}}, replaces=True)

    assert refusal.code == "no_secret_keys"
    assert "SELLER_ORDERS_SECRET_KEYS" in refusal.message
    assert shop.patch({"language": "fr"}).version == 1


def test_a_secret_of_a_lost_key_leaves_out_its_carrier_alone(caplog: pytest.LogCaptureFixture):
    shop = Shop()
    shop.put({"carriers": {"bicycle": BICYCLE}, "language": "fr"})

    shop.box = aes_gcm_secret_box([b"2" * 32])

    values = shop.values()
    assert (values.carriers, values.language) == ({}, "fr")
    assert "carriers/bicycle/token of dom_1: SELLER_ORDERS_SECRET_KEYS lacks the key" in caplog.text


@pytest.mark.parametrize(
    ("document", "pointer", "code"),
    [
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"version": 3}, "version", "unknown_field"),
        ({"handling": {"colour": "red"}}, "handling/colour", "unknown_field"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "invalid"),
        ({"language": "hi"}, "language", "unknown_value"),
        ({"notifications": {"shop_name": "wrong"}}, "notifications/shop_name", "invalid"),
        (
            {"carriers": {"van": {"url": "https://v.example"}, "post": None}},
            "carriers/van/secret",
            "required",
        ),
        (
            {"carriers": {"van": {**BICYCLE, "secret": "not base64!"}, "post": None}},
            "carriers/van/secret",
            "invalid",
        ),
        (
            {"carriers": {"van": {**BICYCLE, "secret": "c2hvcnQ="}, "post": None}},
            "carriers/van/secret",
            "out_of_range",
        ),
        (
            {"carriers": {"van": {**BICYCLE, "url": "http://169.254.169.254"}, "post": None}},
            "carriers/van/url",
            "private_address",
        ),
        (
            {"carriers": {"van": {**BICYCLE, "url": "http://0x7f.1:8080/x"}, "post": None}},
            "carriers/van/url",
            "private_address",
        ),
        (
            {"carriers": {"van": {**BICYCLE, "allow_private": True}, "post": None}},
            "carriers/van/allow_private",
            "private_address",
        ),
        (
            {"carriers": {"van": {**BICYCLE, "url": "https://[v1.x]/"}, "post": None}},
            "carriers/van/url",
            "invalid",
        ),
        (
            {"carriers": {"van": {**BICYCLE, "url": "https://\uff41.example"}, "post": None}},
            "carriers/van/url",
            "invalid",
        ),
        (
            {"time_zone": "localtime"},
            "time_zone",
            "invalid",
        ),
        ({"payments": {"main": {"kind": "stripe"}}}, "payments/main/secrets", "required"),
    ],
)
def test_bad_input_is_refused_where_it_is(document: dict[str, Any], pointer: str, code: str):
    assert Shop().pointers(document) == [(pointer, code)]


def test_an_installation_may_allow_private_networks():
    local = {**BICYCLE, "url": "http://127.0.0.1:8080", "allow_private": True}
    shop = Shop(allow_private=True)

    assert shop.put({"carriers": {"van": local}}).version == 1
    refused = shop.refused({"carriers": {"van": {**local, "allow_private": False}}}, replaces=True)
    assert "allow_private" in refused.message


def test_a_document_has_a_limit():
    templates = {f"{number}": "é" * 16_000 for number in range(9)}
    [problem] = Shop().pointers({"notifications": {"templates": templates}})
    assert problem == ("", "out_of_range")

    size = MAX_BYTES // 16_000 // 2
    assert Shop().patch(
        {"notifications": {"templates": {f"{n}": "é" * 15_000 for n in range(size)}}}
    )


def test_a_version_that_is_not_expected_is_refused():
    shop = Shop()
    shop.patch({"language": "fr"}, expected_versions=frozenset({0}))

    refusal = shop.refused({"language": "es"}, expected_versions=frozenset({0}))

    assert refusal.code == "version_mismatch"
    assert "settings document is at version 1" in refusal.message


def test_a_dry_run_shows_the_next_version_and_keeps_nothing():
    shop = Shop()
    key = IdempotencyKey("key", "f", lambda _: b"")

    view = shop.patch({"language": "fr"}, dry_run=True, idempotency_key=key)

    assert (view.version, view.sections["language"]) == (1, "fr")
    assert shop.view().version == 0
    assert shop.refused({"language": "hi"}, dry_run=True).code == "invalid_fields"


def test_a_repeated_key_changes_the_settings_once():
    shop = Shop()
    key = IdempotencyKey("key", "f", lambda outcome: str(outcome.unwrap().version).encode())
    shop.patch({"language": "fr"}, idempotency_key=key)
    shop.patch({"language": "es"})

    with pytest.raises(AlreadyHandledError) as again:
        shop.patch({"language": "fr"}, idempotency_key=key)

    assert again.value.answer == b"1"
    assert shop.view().sections["language"] == "es"


def test_secrets_are_encrypted_again_by_a_new_key():
    old, new, other = b"1" * 32, b"2" * 32, b"3" * 32
    shop = Shop()
    shop.put({"carriers": {"bicycle": BICYCLE}, "language": "fr"})
    shop.box = aes_gcm_secret_box([new, old])

    done = [_reencrypt(shop), _reencrypt(shop)]

    assert done == [Reencryption(encrypted=2), Reencryption()]
    shop.box = aes_gcm_secret_box([new])
    assert shop.values().carriers["bicycle"].token == "hunter2"
    assert shop.view().version == 1
    shop.box = aes_gcm_secret_box([other])
    assert _reencrypt(shop) == Reencryption(unreadable=2)
    shop.box = aes_gcm_secret_box([new])
    assert shop.values().carriers["bicycle"].secret == SECRET


def _reencrypt(shop: Shop) -> Reencryption:
    handler = ReencryptSettingsHandler(
        begin=shop.store.begin, domains=MemorySettingsStore(shop.store), box=shop.box
    )
    return handler()


def test_a_change_between_decision_and_commit_is_a_conflict():
    """The retry decides on the settings as they are then."""
    shop = Shop()
    handler = shop.handler
    late = evolve(handler, source=_Stale(shop))

    with pytest.raises(WriteConflictError):
        late(UpdateSettings(domain_id="dom_1", by="key:1", document={"language": "es"}))

    assert shop.view().sections["language"] == "fr"


@define
class _Stale:
    """Source after whose read another writer changes the settings."""

    shop: Shop

    def other_than(self, domain_id: str, version: int | None) -> Any:
        found = self.shop.source.other_than(domain_id, version)
        self.shop.patch({"language": "fr"})
        return found


def test_sections_of_a_newer_release_are_kept_by_a_patch():
    shop = Shop()
    shop.patch({"language": "fr"})
    stored = shop.store.committed.settings["dom_1"]
    newer = {**stored.sections, "loyalty": {"days": 9}, "handling": {"business_days": 1, "x": 2}}
    shop.store.committed.settings["dom_1"] = evolve(stored, sections=newer)

    assert shop.values().language == "fr"
    assert shop.values().handling == HandlingTime(business_days=1)
    shop.patch({"language": "es", "handling": None})
    assert shop.store.committed.settings["dom_1"].sections["loyalty"] == {"days": 9}
