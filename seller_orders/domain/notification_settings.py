"""Settings of a domain's notifications: senders, phrases and templates."""

from collections.abc import Mapping

from attrs import field, frozen


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
