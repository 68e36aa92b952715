"""Settings of a domain's notifications: senders, phrases and templates."""

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import field, frozen

from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.values import NAME_LENGTH, TEXT_LENGTH, is_foreign_identifier, is_writable

MAX_PHRASES: Final = 500
MAX_TEMPLATES: Final = 100
TEMPLATE_LENGTH: Final = 32_000
SMS_SENDER_LENGTH: Final = 34


@frozen(kw_only=True)
class NotificationSettings:
    """Senders, phrases and templates that replace the installation's; None and empty keep them.

    ``phrases`` are by name, ``templates`` by file name, such as ``fulfillment.html``.
    """

    shop_name: str | None = None
    mail_from: str | None = None
    sms_from: str | None = None
    phrases: Mapping[str, str] = field(factory=dict, hash=False)
    templates: Mapping[str, str] = field(factory=dict, hash=False)


def problems_of_notifications(notifications: NotificationSettings) -> Iterator[FieldProblem]:
    """Return which parts that a domain sets are too long, or not of one line."""
    for name, text, length in (
        ("shop_name", notifications.shop_name, NAME_LENGTH),
        ("sms_from", notifications.sms_from, SMS_SENDER_LENGTH),
    ):
        if text is not None and not (is_foreign_identifier(text) and len(text) <= length):
            detail = f"It must be 1 to {length} characters in one line, without control characters."
            yield FieldProblem("out_of_range", detail, (name,))
    for name, texts, most, length in (
        ("phrases", notifications.phrases, MAX_PHRASES, TEXT_LENGTH),
        ("templates", notifications.templates, MAX_TEMPLATES, TEMPLATE_LENGTH),
    ):
        if len(texts) > most:
            yield FieldProblem("out_of_range", f"It must have at most {most} entries.", (name,))
        for key, text in texts.items():
            if len(text) > length or not is_writable(text):
                detail = f"It must have at most {length:,} characters, and no NUL."
                yield FieldProblem("out_of_range", detail, (name, key))
