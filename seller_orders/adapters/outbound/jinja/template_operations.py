"""Operations that templates of a domain may use: none multiplies a text."""

from typing import Final

from jinja2 import nodes

_ALLOWED: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Getattr),
    *(nodes.Getitem, nodes.Slice, nodes.List, nodes.Tuple, nodes.If, nodes.CondExpr, nodes.For),
    *(nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
    *(nodes.Call, nodes.Keyword, nodes.Concat, nodes.Add, nodes.Sub, nodes.Neg, nodes.Assign),
    *(nodes.Block, nodes.Extends, nodes.Import, nodes.FromImport, nodes.Macro),
)
_JOINING: Final = (nodes.Concat, nodes.Add)
_FILTERS: Final = frozenset(
    "abs capitalize d default e escape first float forceescape int join last length count list "
    "lower max min reject rejectattr replace round safe select selectattr sort string striptags "
    "sum title trim truncate unique upper urlencode".split()
)
# Their arguments are applied to each item.
_OF_ITEMS: Final = frozenset("max min reject rejectattr select selectattr sort sum unique".split())
_LONGEST_NAME: Final = 40
_LONGEST_SEPARATOR: Final = 20
_MOST_DECIMALS: Final = 10


class RefusedError(Exception):
    """A template goes beyond a limit, in a line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def ensure_allowed(node: nodes.Node, *, is_in_value: bool) -> None:
    """Raise RefusedError for an operation that is not allowed, or not in a value.

    A value may be used several times, so texts that are joined in one could grow without bound.
    """
    if not isinstance(node, _ALLOWED):
        raise RefusedError(node.lineno, f"{type(node).__name__} is not allowed in a template")
    if is_in_value and isinstance(node, _JOINING):
        raise RefusedError(node.lineno, "texts are joined only where they are written")
    if (
        is_in_value
        and isinstance(node, nodes.Filter)
        and node.name == "join"
        # A list of the order's texts is no text that was joined before.
        and not (isinstance(node.node, nodes.Getattr) and len(node.args) < 2 and not node.kwargs)
    ):
        raise RefusedError(node.lineno, "texts are joined only where they are written")


def ensure_filter(node: nodes.Filter) -> None:
    """Raise RefusedError for a filter that is not allowed, or may multiply a text."""
    if node.name not in _FILTERS:
        raise RefusedError(node.lineno, f"the filter {node.name} is not allowed")
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        raise RefusedError(node.lineno, "each argument of a filter is written by itself")
    given = (*node.args, *(keyword.value for keyword in node.kwargs))
    texts = [str(each.value) if isinstance(each, nodes.Const) else None for each in given]
    if node.name == "join" and any(
        each is None or len(each) > _LONGEST_SEPARATOR for each in texts
    ):
        detail = f"the separator of join is a text of up to {_LONGEST_SEPARATOR} characters"
        raise RefusedError(node.lineno, detail)
    if node.name in _OF_ITEMS and any(each is None or len(each) > _LONGEST_NAME for each in texts):
        detail = (
            f"the arguments of {node.name} are written texts of up to {_LONGEST_NAME} characters"
        )
        raise RefusedError(node.lineno, detail)
    if node.name == "replace" and not _is_shorter(texts):
        raise RefusedError(node.lineno, "replace takes two texts, the second no longer")
    if node.name == "round" and not all(map(_is_small, given)):
        raise RefusedError(node.lineno, f"round takes from 0 to {_MOST_DECIMALS} decimal places")


def is_plain_phrase(node: nodes.Call) -> bool:
    """Return whether a call of ``say`` names a phrase, with no values in it but amounts."""
    return len(node.args) == 1 and all(
        isinstance(each.value, nodes.Call)
        and isinstance(each.value.node, nodes.Name)
        and each.value.node.name == "money"
        for each in node.kwargs
    )


def _is_small(argument: nodes.Expr) -> bool:
    # Rounding up computes that power of ten. The other argument is a method's name.
    if not isinstance(argument, nodes.Const):
        return False
    return isinstance(argument.value, str) or argument.value in range(_MOST_DECIMALS + 1)


def _is_shorter(texts: list[str | None]) -> bool:
    match texts:
        case [str(old), str(new)]:
            return len(old) > 0 and len(new) <= len(old)
        case _:
            return False
