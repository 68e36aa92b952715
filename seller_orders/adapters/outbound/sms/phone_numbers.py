"""Phone numbers in international form (ITU-T E.164)."""

import phonenumbers

from seller_orders.application.ports.outbox import UndeliverableError
from seller_orders.domain.order import Order


def number_of_customer(order: Order) -> str:
    """Return the customer's phone number, such as +918765432109.

    A number without a country code belongs to the country of the order's address.
    """
    phone = order.customer.phone
    if phone is None:
        raise UndeliverableError("the customer has no phone number")
    address = order.shipping_address or order.billing_address
    try:
        number = phonenumbers.parse(phone, address.country_code if address else None)
    except phonenumbers.NumberParseException as error:
        raise UndeliverableError("the customer's phone number is invalid") from error
    if not phonenumbers.is_valid_number(number):
        raise UndeliverableError("the customer's phone number is invalid")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
