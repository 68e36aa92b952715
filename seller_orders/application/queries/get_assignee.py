"""Read who takes care of an order."""

from attrs import frozen
from returns.result import Result

from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.application.ports.user_directory import UserDirectory
from seller_orders.domain.refusals import OrderNotFound


@frozen
class GetAssignee:
    """Read the assignee of an order with the name. Refusals: order_not_found.

    The name is no part of the order: it may change, and the order would have to get another version
    for it.

    >>> orders.get_assignee(GetAssignee("dom_1", "ord_1")).unwrap()
    Assignee(user_id=None, name=None)
    """

    domain_id: str
    order_id: str


@frozen
class Assignee:
    """Id of an order's assignee, and the name, if a user of the domain has this id."""

    user_id: str | None
    name: str | None


@frozen(kw_only=True)
class GetAssigneeHandler:
    """Reads assignees."""

    reader: OrderReader
    users: UserDirectory

    def __call__(self, query: GetAssignee) -> Result[Assignee, OrderNotFound]:
        """Return the assignee; the id is None if the order has none."""
        found = self.reader.detail(query.domain_id, query.order_id)
        return found.map(lambda detail: self._assignee(query.domain_id, detail["assignee"]))

    def _assignee(self, domain_id: str, user_id: str | None) -> Assignee:
        user = None if user_id is None else self.users.get(domain_id, user_id)
        return Assignee(user_id, None if user is None else user.name)
