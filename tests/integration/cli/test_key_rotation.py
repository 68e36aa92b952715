"""``settings reencrypt`` makes the old one of ``SELLER_ORDERS_SECRET_KEYS`` superfluous."""

import json
from pathlib import Path
from typing import Any, Final

from standardwebhooks.webhooks import Webhook

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.domains.domain_settings import SqlSettingsStore
from seller_orders.bootstrap.domain_settings import domain_settings
from seller_orders.settings import Settings
from tests.integration.cli.import_export import DOMAIN, database
from tests.integration.webhook.receiver import SECRET, receiving
from tests.support.server_process import run

OLD: Final = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
NEW: Final = "MTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
CARRIERS: Final = {
    "bicycle": {"url": "https://bicycle.example", "token": "hunter2", "secret": SECRET}
}


def test_the_old_key_can_be_removed_after_reencryption(tmp_path: Path):
    url = database(tmp_path)

    def command(keys: str, *arguments: str) -> tuple[str, str]:
        settings = {"SECRET_KEYS": keys, "WEBHOOK_ALLOW_PRIVATE": "1"}
        ended = run(url, *arguments, settings=settings)
        assert ended.returncode == 0, ended.stderr.decode()
        return ended.stdout.decode(), ended.stderr.decode()

    of_domain = ("--domain", DOMAIN)
    with receiving() as receiver:
        made: Any = json.loads(
            command(OLD, "endpoints", "create", *of_domain, "--url", receiver.url)[0]
        )
        rotated = command(OLD, "endpoints", "rotate", *of_domain, made["id"])[0].strip()
        command(OLD, "settings", "set", *of_domain, f"carriers={json.dumps(CARRIERS)}")

        said = command(f"{NEW},{OLD}", "settings", "reencrypt")[1]
        assert "4 secrets were encrypted again." in said

        command(NEW, "endpoints", "test", *of_domain, made["id"])
        (ping,) = receiver.deliveries
    for secret in (rotated, made["secret"]):
        Webhook(secret).verify(ping.body, {**ping.headers})
    bicycle = _carriers(url, NEW)["bicycle"]
    assert (bicycle.token, bicycle.secret) == ("hunter2", SECRET)


def _carriers(url: str, keys: str) -> Any:
    engine = open_engine(url)
    try:
        settings = Settings.of(
            {"SELLER_ORDERS_DATABASE_URL": url, "SELLER_ORDERS_SECRET_KEYS": keys}
        )
        return domain_settings(settings, SqlSettingsStore(engine)).of(DOMAIN).carriers
    finally:
        engine.dispose()
