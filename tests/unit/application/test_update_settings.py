"""Changes of a domain's settings: merged, checked, encrypted, recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from attrs import define, evolve, field

from seller_orders.adapters.outbound.encryption.aes_gcm_secret_box import aes_gcm_secret_box
from seller_orders.adapters.outbound.encryption.no_secret_box import NoSecretBox
from seller_orders.adapters.outbound.system.address_policy import LiteralAddressPolicy
from seller_orders.adapters.shared.wire.settings_codec import MsgspecSettingsCodec
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
    "options",
    [
        {"url": "https://other.example", "account": "7"},
        {"url": "https://pay.example.other.example", "account": "7"},
        {"url": "https://pay.example/v1", "account": "https://other.example"},
        {"url": "https://pay.example/v1", "account": "7", "hook_url": "https://pay.example"},
        {"url": None},
    ],
)
def test_a_payment_secret_is_sent_to_no_other_host(options: dict[str, Any]):
    shop = Shop()
    given = {"url": "https://pay.example/v1", "account": "7"}
    main = {"kind": "http", "options": given, "secrets": {"key": "sk_1"}}
    shop.put({"payments": {"main": main}})
    shop.patch({"payments": {"main": {"options": {"url": "https://pay.example/v2?a#b"}}}})

    moved = {"payments": {"main": {"options": options}}}

    assert shop.pointers(moved) == [("payments/main/secrets/key", "required")]
    anew = {"payments": {"main": {"options": options, "secrets": {"key": "sk_2"}}}}
    assert shop.patch(anew).version == 3


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:8080", "private_address"),
        ("http://[::ffff:10.0.0.1]/", "private_address"),
        ("https://0xa9.0xfe.0xa9.0xfe", "private_address"),
        ("http://localhost", "private_address"),
        ("https://user:word@pay.example", "invalid"),
        ("ftp://pay.example", "invalid"),
        ("http://[x", "invalid"),
    ],
)
def test_urls_of_payment_options_keep_the_address_rules(url: str, code: str):
    """By name, and by scheme."""
    payments = {"main": {"kind": "http", "options": {"a": url}, "secrets": {"key": "sk_1"}}}
    named = {"base_URL": "pay.example"}

    assert Shop().pointers({"payments": payments}) == [("payments/main/options/a", code)]
    payments["main"]["options"] = named
    assert Shop().pointers({"payments": payments}) == [
        ("payments/main/options/base_URL", "invalid")
    ]
    payments["main"]["options"] = {"a": url, "number": "2130706433"}
    allowing = Shop(allow_private=True)
    if code == "private_address":
        assert allowing.put({"payments": payments}).version == 1
    else:
        assert allowing.pointers({"payments": payments}) == [("payments/main/options/a", code)]


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
        {"options": {"url": "https://b.example:8443"}},
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


def test_types_and_rules_are_refused_together():
    shop = Shop()
    short = "c2hvcnQ="
    document = {
        "time_zone": 5,
        "colour": "red",
        "language": "hi",
        "handling": {"business_days": "2", "working_days": []},
        "numbering": {"prefix": 1, "next": 0},
        "transitions": {"pending": ["shipped"]},
        "carriers": {
            "bad": {"url": 5, "secret": short},
            "bare": {"url": "https://b.example", "token": 5},
            "near": {**BICYCLE, "url": "http://10.0.0.1", "allow_private": False},
            "odd": {**BICYCLE, "url": "http://[x"},
            "weak": {**BICYCLE, "secret": short},
        },
        "payments": {
            "card": {"kind": "cash", "secrets": {"key": 7}},
            "bare": {"kind": "stripe"},
        },
        "notifications": {"shop_name": "wrong", "sms_from": 5, "phrases": {"about": 7}},
    }

    for replaces in (True, False):
        refusal = shop.refused(document, replaces=replaces)

        assert isinstance(refusal, InvalidFields)
        found = sorted(("/".join(map(str, each.path)), each.code) for each in refusal.problems)
        assert found == [
            ("carriers/bad/url", "wrong_type"),
            ("carriers/bare/secret", "required"),
            ("carriers/bare/token", "wrong_type"),
            ("carriers/near/url", "private_address"),
            ("carriers/odd/url", "invalid"),
            ("carriers/weak/secret", "out_of_range"),
            ("colour", "unknown_field"),
            ("handling/business_days", "wrong_type"),
            ("handling/working_days", "out_of_range"),
            ("language", "unknown_value"),
            ("notifications/phrases/about", "wrong_type"),
            ("notifications/shop_name", "invalid"),
            ("notifications/sms_from", "wrong_type"),
            ("numbering/next", "out_of_range"),
            ("numbering/prefix", "wrong_type"),
            ("payments/bare/secrets", "required"),
            ("payments/card/kind", "unknown_value"),
            ("payments/card/secrets/key", "wrong_type"),
            ("time_zone", "invalid"),
            ("transitions/pending", "unknown_value"),
        ]
        assert all(each.detail for each in refusal.problems)


def test_fifty_problems_are_named_at_most():
    of_types = {f"p{number}": {"url": number} for number in range(60)}
    of_rules = {f"p{number}": {**BICYCLE, "url": "http://10.0.0.1"} for number in range(60)}

    for carriers in (of_types, of_rules, of_types | {"q": of_rules["p1"]}):
        assert len(Shop().pointers({"carriers": carriers, "post": 1})) == 50


def test_a_section_without_a_required_field_is_named_once():
    missing = {"handling": {"cut_off": "25:00"}, "language": "hi"}

    assert sorted(Shop().pointers({**missing, "carriers": {"van": {}, "post": None}})) == [
        ("carriers/van/url", "required"),
        ("handling/cut_off", "invalid"),
        ("language", "unknown_value"),
    ]
