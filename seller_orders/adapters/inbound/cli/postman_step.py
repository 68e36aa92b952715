"""A request of a Postman collection."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen


@frozen(kw_only=True)
class Step:
    """One request: an operation with an example of its body, changed by ``body``.

    ``query`` has the query parameters that are sent; the others are disabled.
    ``checks`` are JavaScript conditions on the response's ``body``. With ``for_carrier`` the
    request is skipped if the variable ``provider_id`` is empty; with ``for_admin`` it is sent with
    the installation key in ``admin_key``, and skipped without one. With ``for_endpoint`` it is
    skipped if ``webhook_url`` is empty.
    """

    operation: str
    example: str = ""
    purpose: str = ""
    body: Mapping[str, Any] = field(factory=dict)
    query: Mapping[str, str] = field(factory=dict)
    checks: tuple[str, ...] = ()
    for_carrier: bool = False
    for_admin: bool = False
    for_endpoint: bool = False
    sends_etag: bool = True
