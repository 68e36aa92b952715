"""The settings of domains: the reader of each process, and the operations on them."""

from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.domain_unit_of_work import domain_units_of_work
from seller_orders.adapters.outbound.sql.domains.domain_settings import SqlSettingsStore
from seller_orders.adapters.outbound.sql.domains.secret_domains import SqlSecretDomains
from seller_orders.adapters.outbound.sql.webhooks.endpoints import SqlWebhookEndpointReader
from seller_orders.adapters.outbound.system.address_policy import LiteralAddressPolicy
from seller_orders.adapters.shared.wire.settings_codec import MsgspecSettingsCodec
from seller_orders.application.commands.reencrypt_secrets import (
    ReencryptDomainHandler,
    ReencryptSecretsHandler,
)
from seller_orders.application.commands.update_settings import UpdateSettingsHandler
from seller_orders.application.operations.settings import SettingsOperations
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.notification_texts import NotificationTexts
from seller_orders.application.ports.settings_store import SettingsSource
from seller_orders.application.queries.get_settings import (
    GetSettingsHandler,
    ListSettingsChangesHandler,
)
from seller_orders.application.settings.change import SettingsDecider
from seller_orders.application.settings.checks import SettingsChecks
from seller_orders.application.settings.reading import SettingsReading
from seller_orders.application.settings.stored_settings import StoredDomainSettings
from seller_orders.application.settings.view import SettingsViews
from seller_orders.bootstrap.installation_settings import installation_settings
from seller_orders.bootstrap.merchant_use_cases import retried
from seller_orders.bootstrap.secret_box import secret_box
from seller_orders.domain.notification_settings import NotificationSettings
from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.settings import Settings


class LazyNotificationTexts:
    """Check whose libraries need not be installed where no domain sets texts."""

    @cached_property
    def _texts(self) -> NotificationTexts:
        from seller_orders.adapters.outbound.jinja.notification_texts import JinjaNotificationTexts

        return JinjaNotificationTexts()

    def problems(self, notifications: NotificationSettings) -> Sequence[FieldProblem]:
        """Return what is wrong."""
        return self._texts.problems(notifications)


def domain_settings(
    settings: Settings, source: SettingsSource, return_rules: ReturnRules | None = None
) -> StoredDomainSettings:
    """Return the reader of what domains have set, with the installation's for the rest.

    Raises ValueError if the installation's transitions lack a status or name an unknown one.
    """
    reading = SettingsReading(
        installation=installation_settings(settings, return_rules).settings,
        codec=MsgspecSettingsCodec(),
        box=secret_box(settings),
    )
    return StoredDomainSettings(source, reading)


def settings_operations(
    settings: Settings,
    engine: Engine,
    clock: Clock,
    reader: StoredDomainSettings,
    return_rules: ReturnRules | None = None,
) -> SettingsOperations:
    """Return the operations; a change is read by ``reader`` at once."""
    codec, store = MsgspecSettingsCodec(), SqlSettingsStore(engine)
    installation = installation_settings(settings, return_rules).settings
    views = SettingsViews.of(installation, codec)
    checks = SettingsChecks(
        texts=LazyNotificationTexts(),
        addresses=LiteralAddressPolicy(),
        allow_private=settings.carriers_allow_private,
    )
    box, begin = secret_box(settings), domain_units_of_work(engine, clock)
    decider = SettingsDecider(codec=codec, checks=checks, box=box, views=views)
    return SettingsOperations(
        get=GetSettingsHandler(source=store, views=views),
        update=retried(
            UpdateSettingsHandler(
                begin=begin,
                source=store,
                decider=decider,
                views=views,
                clock=clock,
                changed=reader.expire,
            )
        ),
        list_changes=ListSettingsChangesHandler(history=store),
        reencrypt=ReencryptSecretsHandler(
            domains=SqlSecretDomains(engine),
            reencrypt=retried(
                ReencryptDomainHandler(
                    begin=begin,
                    endpoints=SqlWebhookEndpointReader(engine),
                    box=box,
                    clock=clock,
                )
            ),
        ),
    )
