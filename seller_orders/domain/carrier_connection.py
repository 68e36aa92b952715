"""Connection to a carrier's bridge."""

from attrs import field, frozen


@frozen(kw_only=True)
class CarrierConnection:
    """URL of a carrier's bridge, its bearer token, and the secret that signs its events.

    Events of a carrier without a secret are not accepted.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    allow_private: bool = False
