"""Types of options."""

from contextlib import suppress
from datetime import UTC, date, datetime

import click

from seller_orders.adapters.shared.mail_address import mail_address
from seller_orders.adapters.shared.wire.month import Month
from seller_orders.domain.values import NAME_LENGTH, is_writable


class NameType(click.ParamType[str]):
    """A name of 1 to 200 characters."""

    name = "name"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name."""
        if not (1 <= len(value) <= NAME_LENGTH and is_writable(value)):
            self.fail(f"a name has from 1 to {NAME_LENGTH} characters", param, ctx)
        return value


class EmailType(click.ParamType[str]):
    """An e-mail address."""

    name = "email"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address."""
        try:
            return mail_address(value).addr_spec
        except ValueError:
            self.fail("it is not an e-mail address", param, ctx)


class MonthType(click.ParamType[date]):
    """A month from 1970-01 on, such as 2026-11; its value is its first day."""

    name = "month"

    def convert(
        self, value: "str | date", param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the first day."""
        if isinstance(value, date):
            return value
        try:
            return Month.read(value).first_day
        except ValueError as error:
            raise click.BadParameter(str(error), ctx, param) from error


class MomentType(click.ParamType[datetime]):
    """An RFC 3339 time with an offset."""

    name = "time"

    def convert(
        self, value: "str | datetime", param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the time in UTC."""
        if isinstance(value, datetime):
            return value
        with suppress(ValueError, OverflowError):
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        expected = "it is not a time with an offset, such as 2027-01-31T00:00:00Z"
        raise click.BadParameter(expected, ctx, param)
