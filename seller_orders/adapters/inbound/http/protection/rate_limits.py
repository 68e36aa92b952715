"""Rate limits of domains, credentials and carriers.

Responses report them in RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers).
"""

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING

from seller_orders.adapters.inbound.http.protection.response_headers import set_response_headers
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from seller_orders.application.access import Principal
from seller_orders.application.ports.rate_limiter import Allowance, RateLimiter

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def subjects(domain_id: str, principal: Principal) -> dict[str, str]:
    """Return what a request of a principal to a domain counts for."""
    # Anonymous callers share no credential that a limit could apply to.
    is_anonymous = principal.domains is None
    return {"domain": domain_id} | ({} if is_anonymous else {"credential": principal.name})


def limit_rate(
    limiter: RateLimiter | None, environ: "WSGIEnvironment", counted: Mapping[str, str]
) -> None:
    """Count a request; raise ProblemError if it exceeds a limit.

    ``counted`` maps a kind (domain, credential, carrier) to the id that the request counts for.
    """
    if limiter is None:
        return
    allowances = {kind: limiter.take(f"{kind}:{name}") for kind, name in counted.items()}
    policy, allowance = min(
        allowances.items(), key=lambda each: (not each[1].is_exceeded, each[1].remaining)
    )
    set_response_headers(environ, _headers(policy, allowance))
    if allowance.is_exceeded:
        wait_s = max(1, ceil(allowance.resets_in_s))
        raise ProblemError(
            429,
            "rate_limited",
            f"The limit of this {policy} is {allowance.quota} requests in {allowance.window_s} s. "
            f"Retry after {wait_s} s.",
            headers={"Retry-After": str(wait_s)},
        )


def _headers(policy: str, allowance: Allowance) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"{policy}";q={allowance.quota};w={allowance.window_s}',
        "RateLimit": f'"{policy}";r={allowance.remaining};t={ceil(allowance.resets_in_s)}',
    }
