"""Report of a module's mutations."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from tests.mutation.mutation import Mutation


@frozen
class Report:
    """Number of a module's mutations, those that no test noticed, and reasons by added line."""

    module: str
    count: int
    unnoticed: Sequence[Mutation]
    reasons: Mapping[str, str]

    @property
    def problems(self) -> list[str]:
        """Mutations without a reason, as diffs, and reasons without a mutation."""
        made = {line for mutation in self.unnoticed for line in mutation.changed_lines}
        return [
            *(each.diff for each in self.unnoticed if not each.changed_lines & self.reasons.keys()),
            *(f"It explains no mutation: {line}" for line in self.reasons if line not in made),
        ]

    def __str__(self) -> str:
        """Return the numbers in a line, and then the problems."""
        explained = sum(bool(each.changed_lines & self.reasons.keys()) for each in self.unnoticed)
        numbers = f"{len(self.unnoticed)} of {self.count} unnoticed, {explained} explained"
        return "\n".join([f"{self.module}: {numbers}", *self.problems])
