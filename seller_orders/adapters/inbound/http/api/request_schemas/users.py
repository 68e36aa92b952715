"""Request bodies of users."""

from typing import Annotated, Any, ClassVar, Self, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.shared.mail_address import mail_address
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Name
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.password_policy import MAX_BYTES, MIN_CHARACTERS
from seller_orders.application.users import Role


class EmailAddress(str):
    """An e-mail address (RFC 5322), without a display name."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {"type": "string", "format": "email", "maxLength": 254}

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read an address."""
        if not isinstance(value, str):
            raise ValueError("It must be an e-mail address")  # noqa: TRY004  # as of all own types
        try:
            return cls(mail_address(value).addr_spec)
        except ValueError:
            raise ValueError("It must be an e-mail address") from None


Password: TypeAlias = Annotated[
    str,
    Meta(min_length=MIN_CHARACTERS, max_length=MAX_BYTES, extra_json_schema={"format": "password"}),
]

_PASSWORD = about(
    f"Password of {MIN_CHARACTERS} characters at least, besides words of the user's own name and "
    f"e-mail address, and {MAX_BYTES:,} bytes at most."
)


class CreateUserRequest(Document, kw_only=True):
    """A new user."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "email": "anjali@shop.example",
        "name": "Anjali Patel",
        "role": "fulfiller",
    }

    email: Annotated[
        EmailAddress,
        about("E-mail address, which no other user of the domain has, in upper or lower case."),
    ]
    name: Annotated[Name, about("Name of the user.")]
    role: Annotated[Role, about("Role of the user, whose scopes must be yours, too.")]
    password: Annotated[Password | UnsetType, _PASSWORD] = UNSET


class UpdateUserRequest(Document, kw_only=True):
    """Changes of a user. Fields that are left out stay as they are."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"role": "viewer"}

    name: Annotated[Name | UnsetType, about("Name of the user.")] = UNSET
    role: Annotated[
        Role | UnsetType,
        about("Role of the user. Another role ends the user's sessions."),
    ] = UNSET
    password: Annotated[Password | UnsetType, _PASSWORD] = UNSET
    disabled: Annotated[
        bool | UnsetType,
        about("True keeps the user out and ends the sessions; false lets the user in again."),
    ] = UNSET
