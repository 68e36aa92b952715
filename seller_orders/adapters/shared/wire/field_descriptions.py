"""Descriptions and examples of document fields, which OpenAPI shows."""

from typing import Any

from msgspec import Meta


def about(description: str, *examples: Any) -> Meta:
    """Return the description and the example values of a field, for use in ``Annotated``."""
    return Meta(description=description, examples=list(examples) or None)
