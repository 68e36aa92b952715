"""Warning of a database role that row-level security does not restrict."""

from pathlib import Path

from tests.support import order_requests
from tests.support.server_process import serving
from tests.support.servers import as_administrator, fresh_database

WARNING = "row-level security does not hold this database role"


def test_a_superuser_is_logged_as_a_warning(tmp_path: Path):
    with fresh_database() as url, serving(tmp_path, as_administrator(url)) as server:
        mine, theirs = server.client(), server.client()
        order = order_requests.create_order(theirs)

        assert mine.get(f"/orders/{order['order_id']}").status == 404
        assert WARNING in server.log.read_text()


def test_a_role_subject_to_rls_is_not_logged(tmp_path: Path):
    with fresh_database() as url, serving(tmp_path, url) as server:
        assert WARNING not in server.log.read_text()
