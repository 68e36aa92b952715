"""Export of spans to a collector."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.http.test_server_timing import GET
from tests.integration.otel.collector import collecting
from tests.support import order_requests
from tests.support.forked_command import with_variables
from tests.support.log_lines import lines_of
from tests.support.server_process import serving

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PERSONAL = (b"Anjali", b"anjali@example.com", b"8765432109", b"John Doe", b"hunter2")

SERVE_A_REQUEST = """
import sys
for name in {absent}:
    sys.modules[name] = None
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.bootstrap import web_app
from seller_orders.settings import Settings

settings = Settings(database_url="sqlite:///{file}", access_control=False)
app = web_app(settings, Layers.ALL, is_only_writer=True, relay=False, is_draining=lambda: False)
status = app.test_client().get("/healthz").status_code
loaded = sorted(name for name in sys.modules.keys() & {{"opentelemetry", "prometheus_client"}}
                if sys.modules[name] is not None)
print(status, *loaded)
"""


def test_a_server_flushes_its_spans_on_exit(tmp_path: Path):
    with collecting() as collector:
        # Long enough that nothing is exported before the end.
        told = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.port}",
            "OTEL_BSP_SCHEDULE_DELAY": "3600000",
        }
        with serving(tmp_path, main=with_variables(told)) as server:
            client = server.client()
            path = f"/orders/{order_requests.create_order(client)['order_id']}"
            answer = client.get(
                path,
                traceparent=f"00-{TRACE}-{PARENT}-01",
                X_Request_Id="a",
                Cookie="hunter2",
            )
            alone = client.get(path)
            client.get("/orders?search=hunter2")
            assert collector.bodies == []
            server.process.send_signal(signal.SIGINT)
            assert server.process.wait() == 0
        [logged] = lines_of(server.log, answer)
        [logged_alone] = lines_of(server.log, alone)

    mine = [span for span in collector.spans if span.trace_id.hex() == TRACE]
    first, *steps = mine
    assert collector.services == {"seller-orders"}
    assert first.parent_span_id.hex() == PARENT
    assert [span.name for span in steps] == GET
    assert {span.parent_span_id for span in steps} == {first.span_id}
    assert logged["trace_id"] == TRACE
    others = {span.trace_id.hex() for span in collector.spans}
    assert logged_alone["trace_id"] in others - {TRACE}
    sent = b"".join(collector.bodies)
    for secret in (*PERSONAL, str(client.key).encode()):
        assert secret not in sent


@pytest.mark.parametrize(
    ("absent", "variables", "said"),
    [
        ([], {}, False),
        (["opentelemetry"], {}, False),
        ([], {"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://x"}, False),
        ([], {"OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "otlp"}, False),
        (["opentelemetry"], {"OTEL_TRACES_EXPORTER": "otlp"}, True),
    ],
    ids=["not asked for", "not installed", "none", "disabled", "asked for and not installed"],
)
def test_spans_and_metrics_are_loaded_on_demand(
    tmp_path: Path, absent: list[str], variables: dict[str, str], said: bool
):
    script = SERVE_A_REQUEST.format(absent=absent, file=tmp_path / "orders.db")

    fresh = subprocess.run(
        [sys.executable, "-c", script],
        env={name: value for name, value in os.environ.items() if "OTEL" not in name} | variables,
        check=True,
        capture_output=True,
        text=True,
    )

    assert fresh.stdout.split() == ["200"]
    assert ("seller-orders[otel]" in fresh.stderr) == said
