"""Order and fulfillment operations for sellers: a pure core, use cases, and adapters.

>>> from seller_orders import OPEN, OrderStatus
>>> sorted(OPEN[OrderStatus.DELIVERED])
[]

A use case returns a ``Success`` with its result or a ``Failure`` with a ``Refusal``:

>>> from seller_orders import Failure, Success, UpdateStatus
>>> move = UpdateStatus(domain_id="dom_1", order_id="ord_9", by="shop", status=OrderStatus.SHIPPED)
>>> match orders.update_status(move):
...     case Success(order):
...         print(order.version)
...     case Failure(refusal):
...         print(refusal.code)
order_not_found
"""

import re
from importlib import import_module
from pkgutil import get_data
from typing import Any, Final

# The stub __init__.pyi is the only list of public names. Type checkers read it, and this module
# takes __all__, __dir__ and the module of each name from its imports, so the two cannot disagree.
# A name is loaded on first use: a program that needs the domain alone loads nothing else.
_STUB: Final = (get_data(__name__, "__init__.pyi") or b"").decode()
_IMPORT: Final = re.compile(r"^from (\S+) import (?:\(\s+)?\w+ as (\w+)", re.MULTILINE)
_MODULE_OF: Final = {name: module for module, name in _IMPORT.findall(_STUB)}

__all__ = sorted(_MODULE_OF)


def __dir__() -> list[str]:
    return [*globals(), *__all__, "__version__"]


def __getattr__(name: str) -> Any:
    """Load a public name."""
    if name == "__version__":
        return import_module("importlib.metadata").version("seller-orders")
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULE_OF[name], __name__), name)
