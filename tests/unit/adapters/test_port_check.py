"""Addresses that a server cannot listen on."""

import click
import pytest

from seller_orders.adapters.inbound.server.port_check import ensure_port_is_free


def test_an_unknown_host_is_named_with_the_reason():
    with pytest.raises(click.ClickException, match=r"cannot listen on a\.invalid: ") as raised:
        ensure_port_is_free("a.invalid", 8080)

    assert "Unknown error" not in raised.value.message
