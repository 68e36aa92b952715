"""Writes notifications with Jinja templates and a domain's branding."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen
from babel.numbers import format_currency
from jinja2 import Environment

from seller_orders.adapters.outbound.jinja.branding import Branding
from seller_orders.adapters.outbound.jinja.line_texts import one_line
from seller_orders.adapters.outbound.jinja.own_template_guard import (
    counting_what_is_written,
    ensure_text,
    longest_part,
)
from seller_orders.adapters.outbound.jinja.template_context import headline, template_context
from seller_orders.adapters.outbound.jinja.template_environment import template_environment
from seller_orders.adapters.outbound.jinja.template_limits import USUAL_LENGTH, beyond_limits
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.notification_composer import EmailText, SmsText
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.domain.domain_settings import DomainSettings

_ISO_CODE_FIRST: Final = "¤¤ #,##0.00"


@frozen
class JinjaNotificationComposer:
    """Writes with a domain's settings, and with the branding in ``folder``, if there is one.

    What a customer may be told is what the settings say as it is written.
    """

    folder: Path | None = None
    settings: DomainSettingsReader = field(factory=InstallationSettings)

    def email(self, notification: Notification) -> EmailText:
        """Write an e-mail."""
        settings = self.settings.of(notification.order.domain_id)
        branding = self._branding(notification, settings)
        write = partial(_write, branding, notification, settings)
        return EmailText(
            sender=branding.mail_sender,
            sender_name=branding.name or "",
            subject=one_line(_headline(branding, notification)),
            text=write("txt").strip() + "\n",
            html=write("html"),
        )

    def sms(self, notification: Notification) -> SmsText:
        """Write a text message: the template's first paragraph is required, the lines after not."""
        settings = self.settings.of(notification.order.domain_id)
        branding = self._branding(notification, settings)
        text, _, more = _write(branding, notification, settings, "sms").strip().partition("\n\n")
        lines = (one_line(line) for line in more.splitlines())
        return SmsText(
            sender=one_line(branding.sms_from or "") or None,
            text=one_line(text),
            more=tuple(line for line in lines if line),
        )

    def _branding(self, notification: Notification, settings: DomainSettings) -> Branding:
        order = notification.order
        return Branding.of(order.domain_id, self.folder, settings, order.customer.language)


def _write(
    branding: Branding, notification: Notification, settings: DomainSettings, form: str
) -> str:
    money = partial(
        _money,
        notification.order.currency,
        branding.language,
        _ISO_CODE_FIRST if form == "sms" else None,
    )
    name = f"{notification.template}.{form}"
    context = template_context(notification, settings.cancellation.customer_reasons)
    colon = branding.phrases["colon"]
    environment = template_environment(branding.templates, branding.folders, colon)
    _ensure_bounded(environment, branding, (name, f"layout.{form}", f"parts.{form}"), context)
    try:
        with counting_what_is_written():
            return environment.get_template(name).render(
                context,
                say=partial(_say, branding),
                money=money,
                headline=_headline(branding, notification),
                shop=branding.name and one_line(branding.name),
                language=branding.language,
            )
    except DeliveryError:
        raise
    except Exception as error:
        # A template can raise any error, and its text may contain the customer's data.
        raise DeliveryError(f"the template {name} is invalid: {type(error).__name__}") from error


def _ensure_bounded(
    environment: Environment, branding: Branding, names: Iterable[str], context: Mapping[str, Any]
) -> None:
    """Refuse templates of the domain that would take too many steps for a large order."""
    longest = max(map(longest_part, context.values()))
    if longest <= USUAL_LENGTH:
        return
    for name in branding.templates.keys() & names:
        if (reason := beyond_limits(name, environment, longest)) is not None:
            raise DeliveryError(f"the template {name} is too slow for this order: {reason}")


def _headline(branding: Branding, notification: Notification) -> str:
    return _say(branding, headline(notification), number=one_line(notification.order.number))


def _say(branding: Branding, phrase_name: str, /, **values: Any) -> str:
    phrase = branding.phrases[phrase_name]
    for each in values.values():
        ensure_text(each)
    try:
        return phrase % values
    except (KeyError, TypeError, ValueError) as error:
        raise DeliveryError(
            f"the phrase {phrase_name} is invalid: {type(error).__name__}"
        ) from error


def _money(currency: str, language: str, form: str | None, amount: Decimal) -> str:
    return format_currency(amount, currency, form, locale=language)
