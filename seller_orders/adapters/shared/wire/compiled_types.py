"""Compilation of the documents' types before threads use them.

msgspec compiles a type at its first use and publishes it before its fields are complete. A second
thread that uses the type meanwhile crashes the process.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from seller_orders.adapters.shared.wire.field_types import decode_hook

_PACKAGE: Final = __name__.partition(".")[0]


def compile_types() -> None:
    """Compile all documents of the imported modules. It takes 0.05 s the first time."""
    for type_ in set(_subclasses(msgspec.Struct)):
        # A host application's own types may refer to names that it does not need at run time.
        if type_.__module__.partition(".")[0] == _PACKAGE:
            msgspec.json.Decoder(type_, dec_hook=decode_hook)


def _subclasses(type_: type[Any]) -> Iterator[type[Any]]:
    for each in type_.__subclasses__():
        yield each
        yield from _subclasses(each)
