"""Outcomes of use cases in commands."""

from typing import TypeVar

import click
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.domain.refusals import Refusal

T = TypeVar("T")


def succeed(outcome: Result[T, Refusal]) -> T:
    """Return the value of a success. Raises ClickException with the message of a refusal."""
    if not is_successful(outcome):
        raise click.ClickException(outcome.failure().message)
    return outcome.unwrap()
