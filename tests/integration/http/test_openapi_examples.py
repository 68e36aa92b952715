"""/openapi.json has an example of every body, and the examples fit."""

import json
import re
from collections.abc import Iterator
from typing import Any

from seller_orders.adapters.shared.wire.json_codec import encode
from tests.support.openapi_conformance import described, validator
from tests.support.openapi_parts import components, parts, property_sets


def examples() -> Iterator[tuple[str, Any, Any]]:
    """Return the name, the schema and the value of every example."""
    for path, part in parts([described()["paths"], described()["webhooks"]]):
        if isinstance(part, dict) and "schema" in part and "examples" in part:
            for name, example in part["examples"].items():
                target = example.get("$ref", "").rpartition("/")[2]
                yield f"{path}/{name}", part["schema"], components("examples").get(target, example)


def test_every_answer_and_body_has_an_example():
    contents = [
        part
        for path, part in parts([described()["paths"], described()["webhooks"]])
        if re.search(r"/content/[^/]+/json$|/content/application/problem\+json$", path)
    ]

    assert len(contents) > 100
    assert [each for each in contents if not each.get("examples")] == []


def test_examples_fit_their_schemas():
    checked = 0
    for path, schema, example in examples():
        # Through the encoder, because some examples are exact decimals.
        assert validator(schema).is_valid(json.loads(encode(example["value"]))), path
        checked += 1

    assert checked > 300


def test_examples_of_fields_fit_their_schemas():
    wrong = [
        (name, field)
        for name, fields in property_sets()
        for field, schema in fields.items()
        for example in schema.get("examples", ())
        if not validator(schema).is_valid(example)
    ]

    assert wrong == []


def test_examples_of_parameters_fit_their_schemas():
    given = [
        (path, part["schema"])
        for path, part in parts([described()["paths"], described()["webhooks"]])
        if isinstance(part, dict) and "in" in part and part.get("schema", {}).get("examples")
    ]
    wrong = [
        path
        for path, schema in given
        for example in schema["examples"]
        if not validator(schema).is_valid(example)
    ]

    assert len(given) > 5
    assert wrong == []
