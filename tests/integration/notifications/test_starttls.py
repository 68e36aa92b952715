"""Mails are sent over TLS to a server with a valid certificate, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from tests.integration.notifications.mail_server import (
    MailServer,
    receiving_mail,
    with_starttls,
)
from tests.integration.notifications.waiting import settled, why_not_yet
from tests.support import order_requests
from tests.support.server_process import Server, serving


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@contextmanager
def sending(mail: MailServer, folder: Path, url: str, trusted: Path) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(trusted))
        with serving(folder, SMTP_URL=url.format(port=mail.port)) as server:
            yield server


def trusting(authority: trustme.CA, folder: Path) -> Path:
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(file)
    return file


@pytest.mark.parametrize(
    "url",
    [
        "smtp://me%40shop.example:p%40ss@localhost:{port}?starttls=on",
        "smtp://me%40shop.example:p%40ss@localhost:{port}",
    ],
    ids=["asked for", "offered"],
)
def test_mail_and_password_go_over_tls(authority: trustme.CA, tmp_path: Path, url: str):
    certificate = authority.issue_cert("localhost")
    with receiving_mail() as mail:
        mail.stop()
        mail.options |= with_starttls(
            certificate, auth_required=True, authenticator=mail.authenticate
        )
        mail.start()
        with sending(mail, tmp_path, url, trusting(authority, tmp_path)) as server:
            client = server.client()
            order = order_requests.create_order(client)
            order_requests.set_status_and_notify(client, order)
            assert settled(client, order, 1)["email"]["state"] == "sent"

        assert mail.logins == [("me@shop.example", True)]
        (sent,) = mail.mails
        assert sent["From"] == "me@shop.example"


@pytest.mark.parametrize("what", ["a certificate of nobody known", "no STARTTLS"])
def test_neither_mail_nor_password_goes_unencrypted(
    authority: trustme.CA, tmp_path: Path, what: str
):
    certificate = trustme.CA().issue_cert("localhost")
    options = {"auth_require_tls": False}
    with receiving_mail() as mail:
        mail.stop()
        mail.options |= options | {"authenticator": mail.authenticate}
        if what != "no STARTTLS":
            mail.options |= with_starttls(certificate)
        mail.start()
        url = "smtp://me:p%40ss@localhost:{port}?starttls=on"
        with sending(mail, tmp_path, url, trusting(authority, tmp_path)) as server:
            client = server.client()
            order = order_requests.create_order(client)
            order_requests.set_status_and_notify(client, order)
            reason = why_not_yet(client, order)

        assert (mail.mails, mail.logins) == ([], [])
        assert reason in {
            "the mail server: SSLCertVerificationError",
            "the mail server: SMTPNotSupportedError",
        }


def test_a_wrong_password_is_retried_with_the_reason(tmp_path: Path):
    with receiving_mail() as mail:
        mail.stop()
        mail.options |= {"auth_require_tls": False, "authenticator": mail.authenticate}
        mail.start()
        with serving(tmp_path, SMTP_URL=f"smtp://me:wrong@127.0.0.1:{mail.port}") as server:
            client = server.client()
            order = order_requests.create_order(client)
            order_requests.set_status_and_notify(client, order)

            assert why_not_yet(client, order) == "the mail server answered 535"
        assert mail.mails == []
