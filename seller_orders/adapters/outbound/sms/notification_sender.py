"""Sends notifications as text messages through a provider with Twilio's message API.

POST /2010-04-01/Accounts/{account}/Messages.json:
https://www.twilio.com/docs/messaging/api/message-resource
"""

from typing import Final

import msgspec
import requests
from attrs import field, frozen

from seller_orders.adapters.outbound.sms.text_message import text_message
from seller_orders.adapters.shared.http_client.hardened_session import punctual_session, read
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.notification_writer import NotificationWriter
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError

_BAD_REQUEST: Final = 400


class _Problem(msgspec.Struct):
    code: int


def _session() -> requests.Session:
    # The provider is the operator's choice, and may be on their network.
    return punctual_session(allow_private=True)


@frozen(kw_only=True)
class SmsNotificationSender:
    """Sends each notification as a text message, in one segment if the required text fits.

    The API's path is appended to ``url``.
    """

    url: str
    account: str
    token: str = field(repr=False)
    sender: str | None
    writer: NotificationWriter
    _session: requests.Session = field(factory=_session, init=False)

    def send(self, notification: Notification) -> None:
        """Send a text message; status 400 of the provider is final."""
        message = text_message(notification, self.writer, self.sender)
        status, body = self._post(message, notification.message_id)
        if status == _BAD_REQUEST:
            raise UndeliverableError(f"the provider refused it: {status}{_code(body)}")
        if not 200 <= status < 300:
            raise DeliveryError(f"the provider answered {status}{_code(body)}")

    def _post(self, message: dict[str, str], message_id: str) -> tuple[int, bytes]:
        try:
            with self._session.post(
                f"{self.url}/2010-04-01/Accounts/{self.account}/Messages.json",
                data=message,
                auth=(self.account, self.token),
                headers={"Idempotency-Key": message_id},
                stream=True,
            ) as response:
                return response.status_code, read(response)
        except requests.RequestException as error:
            # The error's text may quote the message.
            raise DeliveryError(f"the provider: {type(error).__name__}") from error


def _code(body: bytes) -> str:
    # Only the code is kept: the provider's message quotes the number.
    try:
        return f", code {msgspec.json.decode(body, type=_Problem).code}"
    except msgspec.DecodeError:
        return ""
