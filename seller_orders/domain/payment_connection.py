"""Connection to a payment provider."""

from collections.abc import Mapping

from attrs import field, frozen


@frozen(kw_only=True)
class PaymentConnection:
    """Kind of a payment provider, its options, and its secrets by name."""

    kind: str
    options: Mapping[str, str] = field(factory=dict, hash=False)
    secrets: Mapping[str, str] = field(factory=dict, hash=False, repr=False)
