"""The command with its bounds of time so short that a test can wait for them.

What the bounds really are is asserted where they are tested: only their length differs here.
"""

from typing import Final

from seller_orders.adapters.inbound.http import body_waits
from seller_orders.adapters.outbound.memory import access_keys
from seller_orders.bootstrap import command, server

BODY_WITHIN_S: Final = 2.0
HEADERS_WITHIN_S: Final = 3
REMEMBERED_S: Final = 1.5


def short_bounds() -> None:
    """Run the command so."""
    # Workers inherit what is changed here.
    vars(body_waits)["_WITHIN_S"] = BODY_WITHIN_S
    vars(access_keys)["_REMEMBERED_S"] = REMEMBERED_S
    vars(server)["_HEADERS_WITHIN_S"] = HEADERS_WITHIN_S
    command.main()
