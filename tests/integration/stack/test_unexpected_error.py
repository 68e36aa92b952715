"""Unexpected database errors: status 500, and a log without data."""

from pathlib import Path

from sqlalchemy import create_engine, text

from tests.support import order_requests
from tests.support.http_client import to_json
from tests.support.log_lines import lines_of, log_lines
from tests.support.server_process import serving, succeed
from tests.support.servers import bare_database

PERSONAL = ("Anjali", "anjali@example.com", "8765432109", "Mumbai", "John Doe")


def test_a_rejected_row_is_a_500_without_quoted_data(
    tmp_path: Path,
):
    with bare_database() as url:
        succeed(url, "migrate")
        with serving(tmp_path, url) as server:
            client = server.client()
            engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
            with engine.begin() as connection:
                connection.execute(text("ALTER TABLE orders ADD CONSTRAINT odd CHECK (total < 0)"))
            engine.dispose()
            body = to_json(order_requests.order_document(shipping_address=order_requests.ADDRESS))

            answer = client.call("POST", "/orders", body, headers={"X-Request-Id": "odd-1"})

            assert (answer.status, answer.code) == (500, "internal_error")
            assert answer.headers["X-Request-Id"] == "odd-1"
            [line] = lines_of(server.log, answer)
        log = server.log.read_text()

    assert line["level"] == "error"
    assert "psycopg.errors.CheckViolation sqlstate=23514" in line["exception"]
    assert "create_order" in line["exception"]
    assert [each for each in log_lines(server.log) if "exception" in each] == [line]
    for secret in (*PERSONAL, str(client.key)):
        assert secret not in log
