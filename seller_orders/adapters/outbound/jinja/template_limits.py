"""Limits of the templates that a domain sets: each is rendered in bounded time and memory.

The sandbox keeps a template from the process's data. It does not keep it from looping for hours or
from building texts of gigabytes, at the expense of all other domains. So a template has only loops
over what it is given, none inside another, only macros whose calls are few, and no operation that
multiplies texts. Its steps are counted for an order of some size, and again for a larger one.
"""

from collections.abc import Iterator
from typing import Final

from jinja2 import Environment, nodes

from seller_orders.adapters.outbound.jinja.template_operations import RefusedError
from seller_orders.adapters.outbound.jinja.template_steps import TemplateSteps

USUAL_LENGTH: Final = 100
"""Length of the longest list or text of an order, for which the steps are counted at first."""

_SHARED: Final = {"layout": frozenset({"parts"}), "parts": frozenset[str]()}
_OF_OTHERS: Final = frozenset({"layout", "parts"})


def beyond_limits(name: str, environment: Environment, longest: int = USUAL_LENGTH) -> str | None:
    """Return which limit a template goes beyond, in a sentence without its full stop.

    ``longest`` is the length of the longest list or text that it gets. Raises what Jinja does if
    the template does not compile.
    """
    try:
        steps = TemplateSteps(name, environment, longest)
        _ensure_shared(name, steps.template)
        steps.ensure_bounded()
    except RefusedError as refused:
        return f"Line {refused.line}: {refused.reason}"
    return None


def _ensure_shared(name: str, template: nodes.Template) -> None:
    shared = _SHARED.get(name.partition(".")[0], _OF_OTHERS)
    for line, target in _extended_or_imported(template):
        if target.partition(".")[0] not in shared:
            names = " and ".join(sorted(shared)) or "no other template"
            raise RefusedError(line, f"it can extend and import {names} alone")


def _extended_or_imported(template: nodes.Template) -> Iterator[tuple[int, str]]:
    for node in template.find_all((nodes.Extends, nodes.Import, nodes.FromImport)):
        target = getattr(node, "template", None)
        yield node.lineno, str(target.value) if isinstance(target, nodes.Const) else ""
