"""Limiting how many requests come: by domain, so that none slows another, and by credential.

What is left is told as draft-ietf-httpapi-ratelimit-headers asks: RateLimit and RateLimit-Policy.
"""

from collections.abc import Mapping
from math import ceil

from seller_orders.adapters.inbound.http.protection.response_headers import tell
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from seller_orders.application.ports.rate_limiter import Allowance, RateLimiter


def limit_rate(limiter: RateLimiter | None, counted: Mapping[str, str]) -> None:
    """Count a request, and go on only within the limits.

    ``counted`` says for whom, by kind: a domain, a credential, a carrier.
    """
    if limiter is None:
        return
    taken = {kind: limiter.take(f"{kind}:{name}") for kind, name in counted.items()}
    policy, allowance = min(
        taken.items(), key=lambda each: (not each[1].is_exceeded, each[1].remaining)
    )
    tell(_headers(policy, allowance))
    if allowance.is_exceeded:
        wait_s = max(1, ceil(allowance.resets_in_s))
        raise ProblemError(
            429,
            "rate_limited",
            f"More than {allowance.quota} requests in {allowance.window_s} s for this {policy}.",
            headers={"Retry-After": str(wait_s)},
        )


def _headers(policy: str, allowance: Allowance) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"{policy}";q={allowance.quota};w={allowance.window_s}',
        "RateLimit": f'"{policy}";r={allowance.remaining};t={ceil(allowance.resets_in_s)}',
    }
