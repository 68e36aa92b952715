"""A customer whose orders are looked for: by the shop's id, or by e-mail address."""

from attrs import frozen

from seller_orders.domain.values import Customer


@frozen(kw_only=True)
class CustomerMatch:
    """Condition on an order's customer. Exactly one of ``id`` and ``email`` is given.

    >>> CustomerMatch(email="Anjali@Mail.example").matches(
    ...     Customer(name="Anjali", email="anjali@mail.example")
    ... )
    True
    """

    id: str | None = None
    email: str | None = None

    def __attrs_post_init__(self) -> None:
        """Raise ValueError unless exactly one is given."""
        if (self.id is None) == (self.email is None):
            raise ValueError("a customer is matched by an id or by an e-mail address")

    def matches(self, customer: Customer) -> bool:
        """Return whether a customer is the one: ids are exact, letter case of addresses is not."""
        if self.email is None:
            return customer.id == self.id
        return customer.email is not None and _folded(customer.email) == _folded(self.email)


def _folded(email: str) -> str:
    return email.strip().casefold()
