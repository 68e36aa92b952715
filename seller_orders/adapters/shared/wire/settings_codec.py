"""Settings of a domain: from their document to values, and back."""

from collections.abc import Mapping
from typing import Any

import msgspec
from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.adapters.shared.wire.every_problem import every_problem
from seller_orders.adapters.shared.wire.field_types import decode_hook
from seller_orders.adapters.shared.wire.settings_documents import SettingsDocument
from seller_orders.adapters.shared.wire.settings_values import VALUES
from seller_orders.adapters.shared.wire.validation_problems import problem_of
from seller_orders.domain.refusals import FieldProblem, InvalidFields


@frozen
class MsgspecSettingsCodec:
    """Reads sections with every rule of the domain, and writes all of their fields."""

    def read(self, document: Mapping[str, Any]) -> Result[dict[str, Any], InvalidFields]:
        """Return the values of the sections that a document has, or every wrong field."""
        try:
            read = msgspec.convert(document, SettingsDocument, dec_hook=decode_hook)
        except msgspec.ValidationError as error:
            first = problem_of(error, SettingsDocument)
            return Failure(InvalidFields(every_problem(SettingsDocument, document, first)))
        values, problems = dict[str, Any](), list[FieldProblem]()
        for name, section in VALUES.items():
            if (given := getattr(read, name)) is None:
                continue
            value = section.read(given)
            if is_successful(value):
                values[name] = value.unwrap()
            else:
                problems.extend(each.within(name) for each in value.failure())
        return Failure(InvalidFields(tuple(problems))) if problems else Success(values)

    def write(self, sections: Mapping[str, Any]) -> dict[str, Any]:
        """Return the document of sections: plain JSON values with every field."""
        return {
            name: None if value is None else VALUES[name].write(value)
            for name, value in sections.items()
        }
