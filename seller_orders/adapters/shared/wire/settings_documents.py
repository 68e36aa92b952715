"""Documents of the sections that a domain sets (contract, section 8)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeAlias

from msgspec import UNSET, Meta, UnsetType, field

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.settings_types import TimeOfDay, TimeZoneName
from seller_orders.adapters.shared.wire.text_patterns import NO_NUL
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.handling_time import MAX_BUSINESS_DAYS, MAX_HOLIDAYS
from seller_orders.domain.notification_settings import TEMPLATE_LENGTH
from seller_orders.domain.order_numbering import MAX_NEXT, MAX_PREFIX
from seller_orders.domain.retention import LEAST_DAYS, MOST_DAYS
from seller_orders.domain.secret_text import SECRET_LENGTH
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import NAME_LENGTH, TEXT_LENGTH

_Text: TypeAlias = Annotated[str, Meta(max_length=TEXT_LENGTH, pattern=NO_NUL)]
_Name: TypeAlias = Annotated[str, Meta(max_length=NAME_LENGTH, pattern=NO_NUL)]
_Template: TypeAlias = Annotated[str, Meta(max_length=TEMPLATE_LENGTH, pattern=NO_NUL)]
_Secret: TypeAlias = Annotated[str, Meta(max_length=SECRET_LENGTH, pattern=NO_NUL)]
_Weekday: TypeAlias = Annotated[int, Meta(ge=1, le=7)]
_SECRETS_RULE = "Secrets are written, never read: `•` stands for one, and keeps it when it is sent."


class RuleSetName(StrEnum):
    """Name of built-in transition rules."""

    OPEN = "open"
    FORWARD = "forward"


class CancellationRulesDocument(Document):
    """Reasons of cancellations."""

    reasons: Annotated[frozenset[CancelReason], about("Reasons that are allowed.", ["fraud"])]
    customer_reasons: Annotated[
        frozenset[CancelReason] | UnsetType,
        about(
            "Reasons that notifications show to the customer; by default customer_request and "
            "out_of_stock, where they are allowed.",
            [],
        ),
    ] = UNSET


class ReturnConditionDocument(Document):
    """Effect of a condition in which units come back."""

    restocks: Annotated[bool, about("Whether units go back to stock.", True)] = False
    arrives: Annotated[bool, about("Whether units count as received.", True)] = True


class ReturnRulesDocument(Document):
    """Reasons of returns, and conditions of what comes back."""

    reasons: Annotated[
        list[_Text] | UnsetType, about("Usual reasons of a return.", ["unwanted", "defective"])
    ] = UNSET
    other_reasons: Annotated[bool, about("Whether a reason may be any text.", False)] = True
    conditions: Annotated[
        dict[_Text, ReturnConditionDocument] | UnsetType,
        about("Conditions of received units, by name.", {"resellable": {"restocks": True}}),
    ] = UNSET


class HandlingTimeDocument(Document):
    """Time to ship an order, which sets its `ship_by`."""

    business_days: Annotated[
        int,
        Meta(ge=0, le=MAX_BUSINESS_DAYS),
        about("Working days from the order to its `ship_by`.", 2),
    ]
    cut_off: Annotated[
        TimeOfDay | None,
        about("Time of day from which an order counts from the next working day.", "14:00"),
    ] = None
    working_days: Annotated[
        frozenset[_Weekday] | UnsetType,
        about("ISO weekdays, from 1 (Monday) to 7; by default Monday to Friday.", [1, 2, 3, 4, 5]),
    ] = UNSET
    holidays: Annotated[
        Annotated[frozenset[date], Meta(max_length=MAX_HOLIDAYS)],
        about("Days off.", ["2026-12-25"]),
    ] = frozenset()


class OrderNumberingDocument(Document):
    """Numbers of orders that come without one."""

    prefix: Annotated[
        Annotated[str, Meta(max_length=MAX_PREFIX, pattern=NO_NUL)],
        about("Text in front of each number.", "A-"),
    ] = ""
    next: Annotated[
        Annotated[int, Meta(ge=1, le=MAX_NEXT)] | None,
        about("Least next number; null goes on counting.", 1001),
    ] = None


class NotificationSettingsDocument(Document):
    """Senders, phrases and templates of notifications."""

    shop_name: Annotated[_Name | None, about("Name of the shop.", "Anjali's Kitchen")] = None
    mail_from: Annotated[_Text | None, about("Sender of mails.", "orders@shop.example")] = None
    sms_from: Annotated[_Name | None, about("Sender of text messages.", "+15005550006")] = None
    phrases: Annotated[
        dict[_Text, _Text],
        about("Phrases in other words, by name.", {"status.shipped": "Off it goes: %(number)s"}),
    ] = field(default_factory=dict)
    templates: Annotated[
        dict[_Text, _Template],
        about(
            "Jinja templates that replace built-in ones, by file name.",
            {"status_change.sms": "{{ headline }}"},
        ),
    ] = field(default_factory=dict)


class CarrierConnectionDocument(Document):
    """Connection to a carrier's bridge."""

    url: Annotated[_Text, about("Base URL of the bridge.", "https://bridge.example")]
    token: Annotated[_Secret | None, about(f"Its bearer token. {_SECRETS_RULE}", "•")] = None
    secret: Annotated[
        _Secret | None, about(f"Secret that signs its events. {_SECRETS_RULE}", "•")
    ] = None
    allow_private: Annotated[
        bool, about("Whether it is on a private network, if the installation allows that.", False)
    ] = False


class PaymentConnectionDocument(Document):
    """Connection to a payment provider."""

    kind: Annotated[_Name, about("Kind of the provider: http, razorpay or stripe.", "stripe")]
    options: Annotated[dict[_Text, _Text], about("Its options, by name.", {})] = field(
        default_factory=dict
    )
    secrets: Annotated[
        dict[_Text, _Secret], about(f"Its secrets, by name. {_SECRETS_RULE}", {"api_key": "•"})
    ] = field(default_factory=dict)


class RetentionDocument(Document):
    """Time for which personal data are kept."""

    erase_contacts_after_days: Annotated[
        int,
        Meta(ge=LEAST_DAYS, le=MOST_DAYS),
        about(
            "Days after its last change until a closed order's names, contacts, addresses and "
            "texts are erased.",
            365,
        ),
    ]


_TransitionTable: TypeAlias = Annotated[
    dict[OrderStatus, frozenset[OrderStatus]],
    Meta(extra_json_schema={"propertyNames": {"enum": [*map(str, OrderStatus)]}}),
]


class SettingsDocument(Document):
    """Sections that a domain sets; one that is null or missing is the installation's."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "transitions": "forward",
        "time_zone": "Asia/Kolkata",
        "language": "en",
        "handling": {"business_days": 2, "cut_off": "14:00", "holidays": ["2026-12-25"]},
        "numbering": {"prefix": "A-", "next": 1001},
    }

    transitions: Annotated[
        RuleSetName | _TransitionTable | None,
        about(
            "Statuses that an order may take: `open`, `forward`, or a table of the targets of each "
            "status. No order enters a status that the table leaves out.",
            "forward",
        ),
    ] = None
    cancellation: Annotated[
        CancellationRulesDocument | None, about("Reasons of cancellations.")
    ] = None
    returns: Annotated[ReturnRulesDocument | None, about("Rules of returns.")] = None
    time_zone: Annotated[
        TimeZoneName | None,
        about("IANA time zone: bare dates in filters are days there.", "Asia/Kolkata"),
    ] = None
    language: Annotated[
        _Name | None, about("Language of notifications to customers without their own.", "en")
    ] = None
    handling: Annotated[
        HandlingTimeDocument | None, about("Time to ship orders that come without `ship_by`.")
    ] = None
    numbering: Annotated[
        OrderNumberingDocument | None, about("Numbers of orders that come without one.")
    ] = None
    notifications: Annotated[
        NotificationSettingsDocument | None, about("Senders and texts of notifications.")
    ] = None
    carriers: Annotated[
        dict[_Name, CarrierConnectionDocument] | None,
        about("Connected carriers, by provider_id."),
    ] = None
    payments: Annotated[
        dict[_Name, PaymentConnectionDocument] | None,
        about("Connected payment providers, by provider_id."),
    ] = None
    retention: Annotated[
        RetentionDocument | None, about("Time for which personal data are kept; null keeps them.")
    ] = None
