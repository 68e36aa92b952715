"""Validation of documents against docs/carrier-openapi.json."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema_rs import Draft202012Validator

DESCRIPTION: Final[dict[str, Any]] = json.loads(
    Path(__file__).parents[3].joinpath("docs/carrier-openapi.json").read_text()
)


def ensure_described(schema: str, document: Any) -> None:
    """Fail if a document does not match one of the schemas."""
    _validator(schema).validate(document)


@cache
def _validator(schema: str) -> Draft202012Validator:
    components = {"components": DESCRIPTION["components"]}
    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}"} | components)
