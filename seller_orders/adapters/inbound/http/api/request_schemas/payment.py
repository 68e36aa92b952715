"""Request body of a change of the payment (contract, section 3)."""

from typing import Annotated, Any, ClassVar

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Amount
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.payment_codec import TenderDocument
from seller_orders.domain.payment import PaymentStatus


class PaymentChange(Document):
    """A change of an order's payment."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"status": "paid", "amount_captured": 215.25}

    status: Annotated[PaymentStatus, about("New status of the payment.")]
    amount_captured: Annotated[
        Amount | None, about("Total that the customer has paid so far, in the order's currency.")
    ] = None
    tenders: Annotated[
        tuple[TenderDocument, ...],
        about(
            "Tenders to add; one with the id of an authorized tender captures it. The captured "
            "tenders must add up to all that is captured.",
            [],
        ),
    ] = ()
    overpayment: Annotated[
        bool, about("Allow `amount_captured` to be above the order's total.")
    ] = False
