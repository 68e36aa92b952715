"""Paths with placeholders, as the OpenAPI description writes them: ``/orders/{order_id}``."""

import re
from functools import cache
from typing import Final

_VARIABLE: Final = re.compile(r"<(?:\w+:)?(\w+)>")


@cache
def path_template(rule: str) -> str:
    """Return a routing rule's path.

    >>> path_template("/orders/<order:order_id>/refunds/<refund_id>")
    '/orders/{order_id}/refunds/{refund_id}'
    """
    return _VARIABLE.sub(r"{\1}", rule)


def path_variables(rule: str) -> list[str]:
    """Return the names of a routing rule's variables, in their order."""
    return _VARIABLE.findall(rule)
