"""Strategies for what sellers add to an order: attributes, tags and external ids."""

from seller_orders.testing.choices import Choices, made_of_choices

_PREFIXES = ("gid://shop/Order/", "Ωmega ﬁ İß:", "日本 🚲 ", "é" * 191)


def _key(choices: Choices) -> str:
    return choices.text(100).replace(":", ".")


keys = made_of_choices(1)(_key)


def draw_attributes(choices: Choices) -> dict[str, str]:
    """Draw up to three attributes of an order or a line."""
    return {_key(choices): choices.optional_text(2000) or "" for _ in range(choices.below(4))}


attributes = made_of_choices(7)(draw_attributes)


def draw_tags(choices: Choices) -> tuple[str, ...]:
    """Draw up to four tags."""
    return tuple(dict.fromkeys(choices.text(64) for _ in range(choices.below(5))))


tags = made_of_choices(5)(draw_tags)


def draw_external_ids(choices: Choices, id: str) -> dict[str, str]:
    """Draw external ids. They end with the order's id, so a domain has each of them once."""
    return {_key(choices): choices.one_of(_PREFIXES) + id for _ in range(choices.below(4))}
