"""Connection to a payment provider."""

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import field, frozen

from seller_orders.domain.carrier_connection import problems_of_provider, problems_of_url
from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.secret_text import SECRET_RULE, is_secret_text
from seller_orders.domain.values import TEXT_LENGTH, is_identifier, is_writable

PAYMENT_KINDS: Final = ("http", "razorpay", "stripe")
MAX_PROVIDERS: Final = 50
MAX_OPTIONS: Final = 50


@frozen(kw_only=True)
class PaymentConnection:
    """Kind of a payment provider, its options, and its secrets by name."""

    kind: str
    options: Mapping[str, str] = field(factory=dict, hash=False)
    secrets: Mapping[str, str] = field(factory=dict, hash=False, repr=False)


def url_options(options: Mapping[str, str]) -> dict[str, str]:
    """Return the options that are URLs.

    Their name ends with url, or they have a scheme.

    >>> url_options({"account": "acct_1", "url": "https://pay.example"})
    {'url': 'https://pay.example'}
    """
    return {
        name: text
        for name, text in options.items()
        if name.lower().endswith("url") or "://" in text
    }


def problems_of_payments(payments: Mapping[str, PaymentConnection]) -> Iterator[FieldProblem]:
    """Return what is wrong with the payment providers that a domain sets, by provider_id."""
    if len(payments) > MAX_PROVIDERS:
        yield FieldProblem("out_of_range", f"It must have at most {MAX_PROVIDERS} providers.")
    for provider_id, provider in payments.items():
        for problem in (*problems_of_provider(provider_id), *_problems(provider)):
            yield problem.within(provider_id)


def _problems(provider: PaymentConnection) -> Iterator[FieldProblem]:
    if provider.kind not in PAYMENT_KINDS:
        detail = f"It must be one of {', '.join(PAYMENT_KINDS)}."
        yield FieldProblem("unknown_value", detail, ("kind",))
    if not provider.secrets:
        detail = "A payment provider needs a secret: name at least one."
        yield FieldProblem("required", detail, ("secrets",))
    for name, texts in (("options", provider.options), ("secrets", provider.secrets)):
        if len(texts) > MAX_OPTIONS:
            detail = f"It must have at most {MAX_OPTIONS} entries."
            yield FieldProblem("out_of_range", detail, (name,))
        for key in texts:
            if not is_identifier(key):
                detail = "A name is 1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-'."
                yield FieldProblem("bad_characters", detail, (name, key))
    urls = url_options(provider.options)
    for key, text in provider.options.items():
        if not (len(text) <= TEXT_LENGTH and is_writable(text)):
            detail = f"It must have at most {TEXT_LENGTH} characters and no NUL."
            yield FieldProblem("out_of_range", detail, ("options", key))
        elif key in urls:
            yield from (each.within("options", key) for each in problems_of_url(text))
    for key, secret in provider.secrets.items():
        if not is_secret_text(secret):
            yield FieldProblem("bad_characters", SECRET_RULE, ("secrets", key))
