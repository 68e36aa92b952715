"""Settings of a domain: from their document to values, and back."""

from collections.abc import Mapping
from typing import Any

import msgspec
from attrs import frozen
from returns.pipeline import is_successful

from seller_orders.adapters.shared.wire.every_problem import every_problem
from seller_orders.adapters.shared.wire.field_types import decode_hook
from seller_orders.adapters.shared.wire.independent_settings import without_parts, wrong_parts
from seller_orders.adapters.shared.wire.settings_documents import SettingsDocument
from seller_orders.adapters.shared.wire.settings_values import VALUES
from seller_orders.adapters.shared.wire.validation_problems import problem_of
from seller_orders.application.ports.settings_codec import ReadSettings
from seller_orders.domain.refusals import FieldProblem


@frozen
class MsgspecSettingsCodec:
    """Reads sections with every rule of the domain, and writes all of their fields."""

    def read(self, document: Mapping[str, Any]) -> ReadSettings:
        """Return the values of the sections that a document has, and every wrong field."""
        of_types = _problems_of_types(document)
        right = without_parts(document, wrong_parts(of_types))
        try:
            values, of_rules = _read(right)
        except msgspec.ValidationError:
            # There are more problems than are reported.
            return ReadSettings({}, of_types)
        if of_rules:
            values, _ = _read(without_parts(right, wrong_parts(of_rules)))
        return ReadSettings(values, (*of_types, *of_rules))

    def write(self, sections: Mapping[str, Any]) -> dict[str, Any]:
        """Return the document of sections: plain JSON values with every field."""
        return {
            name: None if value is None else VALUES[name].write(value)
            for name, value in sections.items()
        }


def _problems_of_types(document: Mapping[str, Any]) -> tuple[FieldProblem, ...]:
    try:
        msgspec.convert(document, SettingsDocument, dec_hook=decode_hook)
    except msgspec.ValidationError as error:
        return every_problem(SettingsDocument, document, problem_of(error, SettingsDocument))
    return ()


def _read(document: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[FieldProblem, ...]]:
    """Return the values of sections, and problems of rules. Raises ValidationError for types."""
    typed = msgspec.convert(document, SettingsDocument, dec_hook=decode_hook)
    values, problems = dict[str, Any](), list[FieldProblem]()
    for name, section in VALUES.items():
        if (given := getattr(typed, name)) is None:
            continue
        value = section.read(given)
        if is_successful(value):
            values[name] = value.unwrap()
        else:
            problems.extend(each.within(name) for each in value.failure())
    return values, tuple(problems)
