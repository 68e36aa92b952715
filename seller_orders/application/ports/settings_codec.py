"""The document of a domain's settings, and the values of its sections."""

from collections.abc import Mapping
from typing import Any, Protocol

from returns.result import Result

from seller_orders.domain.refusals import InvalidFields


class SettingsCodec(Protocol):
    """Reads sections from their document, which is plain JSON values, and writes them."""

    def read(self, document: Mapping[str, Any]) -> Result[dict[str, Any], InvalidFields]:
        """Return the values of the sections that a document has, or every wrong field.

        A section that is None is missing. A secret may be ``MASK``.
        """
        ...

    def write(self, sections: Mapping[str, Any]) -> dict[str, Any]:
        """Return the document of sections, with every field of theirs."""
        ...
