"""Public and private addresses, without a look-up of names."""

from urllib.parse import urlsplit

from attrs import frozen

from seller_orders.adapters.shared.http_client.public_addresses import is_literally_private


@frozen
class LiteralAddressPolicy:
    """Knows IP addresses in all their forms, and localhost.

    What a name resolves to may change, so the HTTP client checks that at each connection.
    """

    def problem_of(self, url: str) -> str | None:
        """Return what is wrong with a URL's host or port."""
        # urllib3 need not be installed where no domain connects to a service.
        from seller_orders.adapters.shared.http_client.errors import InvalidUrlError
        from seller_orders.adapters.shared.http_client.http_client import parsed_url

        try:
            parsed_url(url)
        except InvalidUrlError as error:
            return str(error)
        return None

    def is_private(self, url: str) -> bool:
        """Return whether a URL names a private or local address."""
        return is_literally_private(urlsplit(url).hostname or "")
