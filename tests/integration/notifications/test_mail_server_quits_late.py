"""A mail server that accepts a mail, and hangs at QUIT."""

from pathlib import Path

from tests.integration.notifications.mail_server import receiving_mail
from tests.integration.notifications.waiting import settled
from tests.support import order_requests
from tests.support.server_process import serving
from tests.support.time_limits import LONG, MAIL_SERVER_ANSWERED


def test_an_accepted_mail_is_not_sent_again(tmp_path: Path):
    limits = {**LONG, MAIL_SERVER_ANSWERED: 1.0}
    with receiving_mail() as mail:
        mail.hangs_at = "QUIT"
        url = f"{mail.url}?from=orders%40shop.example"
        with serving(tmp_path, limits=limits, SMTP_URL=url) as server:
            client = server.client()
            order = order_requests.create_order(client)
            order_requests.set_status_and_notify(client, order)

            assert settled(client, order, 1)["email"]["state"] == "sent"
        mail.hangs_at = None

        # Without an answer before the time limit, the mail may be sent again.
        assert len(mail.mails) == mail.mails_by_quit[0]
