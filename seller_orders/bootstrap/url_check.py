"""Check of the URLs in the settings before any request is sent."""

from collections.abc import Iterator

from seller_orders.settings import Settings
from seller_orders.settings.notifications import SmsSettings
from seller_orders.settings.parsing import PREFIX, SettingsError


def ensure_urls_are_usable(settings: Settings) -> None:
    """Raise SettingsError, which names the variable, if a URL is unusable."""
    urls = list(_urls(settings))
    if not urls:
        return
    # urllib3 need not be installed where nothing is called.
    from seller_orders.adapters.shared.http_client.errors import InvalidUrlError
    from seller_orders.adapters.shared.http_client.http_client import parsed_url

    for name, url in urls:
        try:
            parsed_url(url)
        except InvalidUrlError as error:
            raise SettingsError(f"{PREFIX}{name}: {error}") from error


def _urls(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.webhook is not None:
        yield "WEBHOOK_URL", settings.webhook.url
    if settings.tokens is not None and settings.tokens.keys.startswith(("http://", "https://")):
        yield "JWT_JWKS", settings.tokens.keys
    if isinstance(settings.sms, SmsSettings):
        yield "SMS_URL", settings.sms.url
    for name, service in (
        ("INVENTORY_URL", settings.inventory),
        ("NOTIFICATIONS_URL", settings.notifications),
    ):
        if service is not None:
            yield name, service.url
    for name, url in (
        ("ORCHESTRATOR_URL", settings.orchestrator_url),
        ("CORE_URL", settings.core_url),
    ):
        if url is not None:
            yield name, url
    for provider_id, carrier in settings.carriers.items():
        yield f"CARRIERS: the url of {provider_id}", carrier.url
