"""Where the log goes."""

import logging


def log_to_stderr() -> None:
    """Write what the package logs to stderr, a line each."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("seller_orders").setLevel(logging.INFO)
