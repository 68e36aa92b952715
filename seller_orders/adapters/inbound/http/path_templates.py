"""OpenAPI path templates, such as ``/orders/{order_id}``."""

import re
from functools import cache
from typing import Final

_VARIABLE: Final = re.compile(r"<(?:\w+:)?(\w+)>")


@cache
def path_template(rule: str) -> str:
    """Return the path template of a Flask rule.

    >>> path_template("/orders/<order:order_id>/refunds/<refund_id>")
    '/orders/{order_id}/refunds/{refund_id}'
    """
    return _VARIABLE.sub(r"{\1}", rule)


def path_variables(rule: str) -> list[str]:
    """Return the names of a Flask rule's variables in order."""
    return _VARIABLE.findall(rule)
