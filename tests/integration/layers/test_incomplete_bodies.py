"""Truncated bodies on every route that changes something, in every layer."""

import pytest

from tests.integration.layers.test_service_auth import described
from tests.integration.layers.topology import TOKEN, Topology
from tests.support.raw_http import exchange

DOMAIN = "xdomain_idx"
FRAMINGS = {
    "chunked": b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    "malformed": b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n",
    "length": b"Content-Length: 3\r\n\r\n{}",
}


@pytest.mark.parametrize("layer", ["gateway", "orchestrator", "core"])
@pytest.mark.parametrize("framing", FRAMINGS.values(), ids=FRAMINGS)
def test_every_change_rejects_a_truncated_body(layers: Topology, layer: str, framing: bytes):
    is_gateway = layer == "gateway"
    key = layers.server.client(domain_id=DOMAIN).key if is_gateway else TOKEN
    admin_key = layers.server.admin_key() if is_gateway else TOKEN
    changes = [each for each in described(layers.ports[layer]) if each[0] != "GET"]

    replies = {
        (method, path): exchange(
            layers.ports[layer],
            head(method, path, admin_key if path.startswith("/admin/") else key) + framing,
            ends=True,
        )
        for method, path in changes
    }

    assert len(replies) >= 9
    assert [each for each, reply in replies.items() if reply.statuses != [400]] == []
    assert all(b'"code":"incomplete_body"' in reply.content for reply in replies.values())


def head(method: str, path: str, key: str | None) -> bytes:
    """Return the head of a request, without its last header."""
    return "\r\n".join(
        [
            *(f"{method} {path} HTTP/1.1", "Host: orders.example"),
            *("Content-Type: application/json", f"Authorization: Bearer {key}"),
            *(f"X-Domain-Id: {DOMAIN}", ""),
        ]
    ).encode()
