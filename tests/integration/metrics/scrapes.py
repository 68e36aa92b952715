"""Prometheus scrapes of a server."""

from http.client import HTTPConnection
from typing import Final, TypeAlias

from prometheus_client.parser import text_string_to_metric_families

from tests.support.waiting import WITHIN_S

PREFIX: Final = "seller_orders_"

Figures: TypeAlias = dict[tuple[str, ...], float]
"""Samples: the name without prefix, followed by the label values in order of the label names."""


def scrape(port: int) -> Figures:
    """Scrape an address of this machine; return all samples."""
    connection = HTTPConnection("127.0.0.1", port, timeout=WITHIN_S)
    try:
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
        content = answer.read().decode()
        assert answer.status == 200, content
    finally:
        connection.close()
    return {
        (
            sample.name.removeprefix(PREFIX),
            *(value for _, value in sorted(sample.labels.items())),
        ): sample.value
        for family in text_string_to_metric_families(content)
        for sample in family.samples
    }


def named(figures: Figures, name: str) -> Figures:
    """Return the samples of one metric by their label values."""
    return {labels[1:]: value for labels, value in figures.items() if labels[0] == name}
