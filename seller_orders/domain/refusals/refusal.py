"""Refusal: a reason why nothing was changed, and its parts.

A refusal is returned in a ``Failure``, and nothing has changed. Its message names the rule, the
values that broke it and what the caller can do instead.
"""

from string import Formatter
from typing import ClassVar, Self, TypeAlias

from attrs import evolve, field, frozen

Path: TypeAlias = tuple[str | int, ...]
"""Place in the caller's document: ``("items", 0, "quantity")``."""


@frozen
class FieldProblem:
    """Problem of one field. ``facts`` are the figures behind the detail."""

    code: str
    detail: str
    path: Path = ()
    facts: dict[str, str | int] = field(factory=dict, hash=False)

    def within(self, *path: str | int) -> Self:
        """Return the same problem with its path below ``path``."""
        return evolve(self, path=(*path, *self.path))


@frozen
class Refusal:
    """Base of every refusal: a stable code, and a template of its message.

    A template is filled from attributes of the refusal, as by ``str.format``. A tuple is written
    as "a, b or c", an empty one as "nothing".

    >>> refusal: Refusal = orders.get_order(GetOrder("dom_1", "ord_9")).failure()
    >>> refusal.code
    'order_not_found'
    """

    code: ClassVar[str]
    template: ClassVar[str] = ""

    @property
    def message(self) -> str:
        """Sentence for people: the rule, the values that broke it, and a remedy."""
        if not self.template:
            raise NotImplementedError(f"{type(self).__name__} has no template")
        names = [name for _, name, _, _ in Formatter().parse(self.template) if name]
        return self.template.format(**{name: _written(getattr(self, name)) for name in names})


def _written(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    *others, last = value or ("nothing",)
    return f"{', '.join(others)} or {last}" if others else str(last)


@frozen
class InvalidFields(Refusal):
    """Fields are well formed one by one, and together break a rule of the order."""

    code = "invalid_fields"
    template = "{details}"
    problems: tuple[FieldProblem, ...]

    @property
    def details(self) -> str:
        """Details of all problems, in one text that names the fields."""
        return " ".join(map(_detail_with_field, self.problems))

    def within(self, *path: str | int) -> Self:
        """Return the same problems with their paths below ``path``."""
        return evolve(self, problems=tuple(each.within(*path) for each in self.problems))


def _detail_with_field(problem: FieldProblem) -> str:
    """Return the detail with the field's path in place of "It"."""
    subject, _, rest = problem.detail.partition(" ")
    path = ".".join(map(str, problem.path))
    return f"{path} {rest}" if subject == "It" and path else problem.detail
