"""Notifications in the words of templates and languages, ours or a domain's own."""

from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from babel.numbers import format_currency
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from seller_orders.adapters.outbound.jinja.branding import Branding
from seller_orders.adapters.outbound.jinja.template_context import headline, one_line, told
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.notification_writer import EmailText, SmsText
from seller_orders.application.ports.outbox import DeliveryError

_ISO_CODE_FIRST: Final = "¤¤ #,##0.00"


@frozen
class JinjaNotificationWriter:
    """Writes in a domain's house style, which its folder inside ``folder`` may hold."""

    folder: Path | None = None

    def email(self, notification: Notification) -> EmailText:
        """Write a mail."""
        style = Branding.of(notification.order.domain_id, self.folder)
        write = partial(_write, style, notification)
        return EmailText(
            sender=style.mail_sender,
            sender_name=style.name or "",
            subject=one_line(_headline(style, notification)),
            text=write("txt").strip() + "\n",
            html=write("html"),
        )

    def sms(self, notification: Notification) -> SmsText:
        """Write a text message: the template's first paragraph, and the lines after it."""
        style = Branding.of(notification.order.domain_id, self.folder)
        text, _, more = _write(style, notification, "sms").strip().partition("\n\n")
        lines = (one_line(line) for line in more.splitlines())
        return SmsText(
            sender=one_line(style.sms_from or "") or None,
            text=one_line(text),
            more=tuple(line for line in lines if line),
        )


def _write(style: Branding, notification: Notification, form: str) -> str:
    money = partial(
        _money,
        notification.order.currency,
        style.language,
        _ISO_CODE_FIRST if form == "sms" else None,
    )
    name = f"{notification.template}.{form}"
    try:
        return (
            _environment(style.folders)
            .get_template(name)
            .render(
                told(notification),
                say=partial(_say, style),
                money=money,
                headline=_headline(style, notification),
                shop=style.name and one_line(style.name),
                language=style.language,
            )
        )
    except DeliveryError:
        raise
    except Exception as error:
        # What a template can do wrong is anything, and an error's words may be the customer's data.
        raise DeliveryError(f"the template {name} is wrong: {type(error).__name__}") from error


def _headline(style: Branding, notification: Notification) -> str:
    return _say(style, headline(notification), number=one_line(notification.order.number))


def _say(style: Branding, phrase_name: str, /, **values: Any) -> str:
    phrase = style.phrases[phrase_name]
    try:
        return phrase % values
    except (KeyError, TypeError, ValueError) as error:
        raise DeliveryError(f"the phrase {phrase_name} is wrong: {type(error).__name__}") from error


def _money(currency: str, language: str, form: str | None, amount: Decimal) -> str:
    return format_currency(amount, currency, form, locale=language)


@lru_cache(256)
def _environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    ours = PackageLoader("seller_orders.adapters.outbound.jinja")
    return ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*map(FileSystemLoader, folders), ours]),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
