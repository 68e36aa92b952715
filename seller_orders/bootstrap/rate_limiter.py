"""The rate limiter that the settings describe."""

from seller_orders.adapters.outbound.limits.rate_limiter import WindowRateLimiter
from seller_orders.application.ports.rate_limiter import RateLimiter
from seller_orders.settings import Settings


def rate_limiter(settings: Settings) -> RateLimiter | None:
    """Return the rate limiter, None if requests are not limited."""
    if settings.rate_limit is None:
        return None
    return WindowRateLimiter(settings.rate_limit, settings.redis_url)
