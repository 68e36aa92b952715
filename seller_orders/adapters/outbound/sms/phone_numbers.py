"""Phone numbers as networks know them (ITU-T E.164)."""

import phonenumbers

from seller_orders.application.ports.outbox import UndeliverableError
from seller_orders.domain.order import Order


def number_of_customer(order: Order) -> str:
    """Return an order's customer's number, such as +918765432109.

    One without its country's code is one of the country that the order goes to.
    """
    phone = order.customer.phone
    if phone is None:
        raise UndeliverableError("the customer has no phone number")
    address = order.shipping_address or order.billing_address
    try:
        number = phonenumbers.parse(phone, address.country_code if address else None)
    except phonenumbers.NumberParseException as error:
        raise UndeliverableError("the customer's phone number is none") from error
    if not phonenumbers.is_valid_number(number):
        raise UndeliverableError("the customer's phone number is none")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
