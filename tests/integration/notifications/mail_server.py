"""A mail server that stores mails and answers as a test sets it up."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Final, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from attrs import define, field

from tests.support.server_process import free_port
from tests.support.waiting import WITHIN_S, wait_until

TAKEN: Final = "250 2.0.0 taken"
_LOOKED_EVERY_S: Final = 0.02


@define
class MailServer:
    """Listens on a loopback port.

    ``to_recipient`` and ``to_mail`` say what each is answered, and may be replaced. It hangs at a
    command for as long as that is ``hangs_at``. ``mails_by_quit`` is how many mails had come by
    each QUIT.
    """

    options: dict[str, Any] = field(factory=dict)
    port: int = field(factory=free_port)
    mails: list[EmailMessage] = field(factory=list)
    envelopes: list[Envelope] = field(factory=list)
    logins: list[tuple[str, bool]] = field(factory=list)
    to_recipient: Callable[[str], str] = lambda _: TAKEN
    to_mail: Callable[[EmailMessage], str] = lambda _: TAKEN
    hangs_at: str | None = None
    mails_by_quit: list[int] = field(factory=list)
    _controller: Controller = field(init=False)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen, again on the same port."""
        self._controller = _Controller(
            self, hostname="127.0.0.1", port=self.port, ready_timeout=WITHIN_S, **self.options
        )
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails to an address."""
        return [each for each in list(self.mails) if address in str(each["To"])]

    def wait_for(self, number: int) -> list[EmailMessage]:
        """Wait for so many mails and return them."""
        wait_until(lambda: len(self.mails) >= number, lambda: self.mails)
        return list(self.mails)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = cast("bytes", envelope.content)
        mail = message_from_bytes(content, policy=policy.default)
        self.envelopes.append(envelope)
        self.mails.append(mail)
        await self._hang_at("DATA")
        return self.to_mail(mail)

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails_by_quit.append(len(self.mails))
        await self._hang_at("QUIT")
        return "221 2.0.0 bye"

    async def _hang_at(self, command: str) -> None:
        while self.hangs_at == command:
            await asyncio.sleep(_LOOKED_EVERY_S)

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        login = cast("LoginPassword", data)
        self.logins.append((login.login.decode(), session.ssl is not None))
        return AuthResult(success=login.password == b"p@ss", handled=False)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, **self.SMTP_kwargs)


@contextmanager
def receiving_mail(**options: Any) -> Iterator[MailServer]:
    """Receive mail while the block runs."""
    server = MailServer(options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def with_starttls(certificate: Any, **options: Any) -> dict[str, Any]:
    """Return the options of a server that requires STARTTLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return {"tls_context": context, "require_starttls": True, **options}
