"""Notifications as text messages, sent through Twilio's message API or a compatible one.

POST /2010-04-01/Accounts/{account}/Messages.json:
https://www.twilio.com/docs/messaging/api/message-resource
"""

from typing import Final
from urllib.parse import urlencode

import msgspec
from attrs import field, frozen
from urllib3 import make_headers

from seller_orders.adapters.outbound.sms.text_message import text_message
from seller_orders.adapters.shared.http_client.bounds import external_bounds
from seller_orders.adapters.shared.http_client.errors import HttpClientError
from seller_orders.adapters.shared.http_client.exchange import HttpResponse
from seller_orders.adapters.shared.http_client.http_client import HttpClient
from seller_orders.application.ports.notification_composer import NotificationComposer
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError

_BAD_REQUEST: Final = 400


class _Problem(msgspec.Struct):
    code: int


_read_problem: Final = msgspec.json.Decoder(_Problem).decode


@frozen(kw_only=True)
class SmsNotificationSender:
    """Sender of notifications as text messages, of one segment if the text fits.

    The path of the API is appended to ``url``.
    """

    url: str
    account: str
    token: str = field(repr=False)
    sender: str | None
    writer: NotificationComposer
    _http: HttpClient = field(init=False, repr=False)

    @_http.default
    def _new_client(self) -> HttpClient:
        # The operator chooses the provider, which may be on a private network.
        return HttpClient(url=self.url, bounds=external_bounds(allow_private=True))

    def send(self, notification: Notification) -> None:
        """Send a text message. Raises UndeliverableError if the provider answers 400."""
        message = text_message(notification, self.writer, self.sender)
        response = self._post(message, notification.message_id)
        status = response.status
        if status == _BAD_REQUEST:
            raise UndeliverableError(f"the provider refused it: {status}{_code(response.body)}")
        if not 200 <= status < 300:
            raise DeliveryError(f"the provider answered {status}{_code(response.body)}")

    def _post(self, message: dict[str, str], message_id: str) -> HttpResponse:
        path = f"/2010-04-01/Accounts/{self.account}/Messages.json"
        headers = {
            **make_headers(basic_auth=f"{self.account}:{self.token}"),
            "Content-Type": "application/x-www-form-urlencoded",
            "Idempotency-Key": message_id,
        }
        try:
            return self._http.request("POST", path, urlencode(message).encode(), headers)
        except HttpClientError as error:
            raise DeliveryError(f"the provider: {error}") from error


def _code(body: bytes) -> str:
    # The provider's message quotes the phone number, so only its code is used.
    try:
        return f", code {_read_problem(body).code}"
    except msgspec.DecodeError:
        return ""
