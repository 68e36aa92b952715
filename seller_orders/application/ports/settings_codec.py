"""The document of a domain's settings, and the values of its sections."""

from collections.abc import Mapping
from typing import Any, Protocol

from attrs import field, frozen

from seller_orders.domain.refusals import FieldProblem


@frozen
class ReadSettings:
    """Values of sections, and the problems of the document.

    If there are problems, the values are those of the parts without one, for more checks.
    """

    values: dict[str, Any] = field(repr=False)
    problems: tuple[FieldProblem, ...] = ()


class SettingsCodec(Protocol):
    """Reads sections from their document, which is plain JSON values, and writes them."""

    def read(self, document: Mapping[str, Any]) -> ReadSettings:
        """Return the values of the sections that a document has, and every wrong field.

        A section that is None is missing. A secret may be ``MASK``.
        """
        ...

    def write(self, sections: Mapping[str, Any]) -> dict[str, Any]:
        """Return the document of sections, with every field of theirs."""
        ...
