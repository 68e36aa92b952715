"""Checks of the texts, addresses and secrets in the settings of a domain."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from seller_orders.application.ports.address_policy import AddressPolicy
from seller_orders.application.ports.notification_texts import NotificationTexts
from seller_orders.application.webhooks.signing_secret import SAFE_KEY_BYTES, signing_key
from seller_orders.domain.carrier_connection import CarrierConnection
from seller_orders.domain.payment_connection import PaymentConnection, url_options
from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.secret_text import MASK


@frozen(kw_only=True)
class SettingsChecks:
    """Checks texts of notifications, addresses of providers, and secrets of carriers.

    Without ``allow_private`` no provider of a domain may be on a private network.
    """

    texts: NotificationTexts
    addresses: AddressPolicy
    allow_private: bool = False

    def problems(self, sections: Mapping[str, Any]) -> Sequence[FieldProblem]:
        """Return what is wrong with the values of sections."""
        found = list[FieldProblem]()
        if notifications := sections.get("notifications"):
            problems = self.texts.problems(notifications)
            found.extend(each.within("notifications") for each in problems)
        for provider_id, carrier in sections.get("carriers", {}).items():
            problems = self._problems_of_carrier(carrier)
            found.extend(each.within("carriers", provider_id) for each in problems)
        for provider_id, payment in sections.get("payments", {}).items():
            problems = self._problems_of_options(payment)
            found.extend(each.within("payments", provider_id, "options") for each in problems)
        return found

    def _problems_of_carrier(self, carrier: CarrierConnection) -> Sequence[FieldProblem]:
        return [*self._problems_of_address(carrier), *_problems_of_secret(carrier.secret)]

    def _problems_of_address(self, carrier: CarrierConnection) -> Iterator[FieldProblem]:
        if (problem := self.addresses.problem_of(carrier.url)) is not None:
            yield FieldProblem("invalid", f"It cannot be sent to: {problem}.", ("url",))
        elif carrier.allow_private and not self.allow_private:
            detail = "This installation allows no private networks: leave it out."
            yield FieldProblem("private_address", detail, ("allow_private",))
        elif not carrier.allow_private and self.addresses.is_private(carrier.url):
            detail = "It must not be on a private network, unless allow_private is true."
            yield FieldProblem("private_address", detail, ("url",))

    def _problems_of_options(self, payment: PaymentConnection) -> Sequence[FieldProblem]:
        if self.allow_private:
            return []
        detail = "It must not be on a private network."
        return [
            FieldProblem("private_address", detail, (name,))
            for name, url in url_options(payment.options).items()
            if self.addresses.is_private(url)
        ]


def _problems_of_secret(secret: str | None) -> Iterator[FieldProblem]:
    if secret in (None, MASK):
        return
    try:
        size = len(signing_key(str(secret)))
    except ValueError:
        detail = "It must be base64, with or without the prefix whsec_."
        yield FieldProblem("invalid", detail, ("secret",))
    else:
        if size < SAFE_KEY_BYTES:
            detail = f"It must have at least {SAFE_KEY_BYTES} bytes; this one has {size}."
            yield FieldProblem("out_of_range", detail, ("secret",))
