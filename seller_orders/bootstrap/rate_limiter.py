"""The rate limiter that the settings describe."""

from seller_orders.adapters.outbound.limits.rate_limiter import WindowRateLimiter
from seller_orders.application.ports.rate_limiter import RateLimiter
from seller_orders.settings import Settings
from seller_orders.settings.parsing import SettingsError


def rate_limiter(settings: Settings) -> RateLimiter | None:
    """Return the rate limiter, None if requests are not limited; SettingsError for a bad rate."""
    if settings.rate_limit is None:
        return None
    try:
        return WindowRateLimiter(settings.rate_limit, settings.redis_url)
    except ValueError as error:
        raise SettingsError(
            "SELLER_ORDERS_RATE_LIMIT must be off, or a rate such as 1000/second or 60/minute"
        ) from error
