"""SIGTERM and SIGINT for a process that only waits for them."""

import signal
from typing import Final

_STOP_SIGNALS: Final = frozenset({signal.SIGTERM, signal.SIGINT})


def block_stop_signals() -> None:
    """Leave stop signals pending, in this thread and in those that it starts from now on."""
    # Python runs signal handlers in the main thread alone, which may be blocked at that moment.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)


def wait_for_stop_signal() -> None:
    """Wait until a stop signal arrives; they have to be blocked."""
    signal.sigwait(_STOP_SIGNALS)
