"""Writes notifications with Jinja templates and a domain's branding."""

from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from babel.numbers import format_currency
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from seller_orders.adapters.outbound.jinja.branding import Branding
from seller_orders.adapters.outbound.jinja.line_texts import one_line
from seller_orders.adapters.outbound.jinja.template_context import headline, template_context
from seller_orders.application.ports.notification_composer import EmailText, SmsText
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.outbox import DeliveryError

_ISO_CODE_FIRST: Final = "¤¤ #,##0.00"


@frozen
class JinjaNotificationComposer:
    """Writes with the branding in ``folder``, if there is one."""

    folder: Path | None = None

    def email(self, notification: Notification) -> EmailText:
        """Write an e-mail."""
        branding = self._branding(notification)
        write = partial(_write, branding, notification)
        return EmailText(
            sender=branding.mail_sender,
            sender_name=branding.name or "",
            subject=one_line(_headline(branding, notification)),
            text=write("txt").strip() + "\n",
            html=write("html"),
        )

    def sms(self, notification: Notification) -> SmsText:
        """Write a text message: the template's first paragraph is required, the lines after not."""
        branding = self._branding(notification)
        text, _, more = _write(branding, notification, "sms").strip().partition("\n\n")
        lines = (one_line(line) for line in more.splitlines())
        return SmsText(
            sender=one_line(branding.sms_from or "") or None,
            text=one_line(text),
            more=tuple(line for line in lines if line),
        )

    def _branding(self, notification: Notification) -> Branding:
        order = notification.order
        return Branding.of(order.domain_id, self.folder, order.customer.language)


def _write(branding: Branding, notification: Notification, form: str) -> str:
    money = partial(
        _money,
        notification.order.currency,
        branding.language,
        _ISO_CODE_FIRST if form == "sms" else None,
    )
    name = f"{notification.template}.{form}"
    try:
        return (
            _environment(branding.folders, branding.phrases["colon"])
            .get_template(name)
            .render(
                template_context(notification),
                say=partial(_say, branding),
                money=money,
                headline=_headline(branding, notification),
                shop=branding.name and one_line(branding.name),
                language=branding.language,
            )
        )
    except DeliveryError:
        raise
    except Exception as error:
        # A template can raise any error, and its text may contain the customer's data.
        raise DeliveryError(f"the template {name} is invalid: {type(error).__name__}") from error


def _headline(branding: Branding, notification: Notification) -> str:
    return _say(branding, headline(notification), number=one_line(notification.order.number))


def _say(branding: Branding, phrase_name: str, /, **values: Any) -> str:
    phrase = branding.phrases[phrase_name]
    try:
        return phrase % values
    except (KeyError, TypeError, ValueError) as error:
        raise DeliveryError(
            f"the phrase {phrase_name} is invalid: {type(error).__name__}"
        ) from error


def _money(currency: str, language: str, form: str | None, amount: Decimal) -> str:
    return format_currency(amount, currency, form, locale=language)


@lru_cache(256)
def _environment(folders: tuple[Path, ...], colon: str) -> ImmutableSandboxedEnvironment:
    """Return the templates' environment; their macros know the language's ``colon``."""
    package = PackageLoader("seller_orders.adapters.outbound.jinja")
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*map(FileSystemLoader, folders), package]),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["colon"] = colon
    return environment
