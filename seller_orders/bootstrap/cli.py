"""Entry point of the ``seller-orders`` command."""

import gc
import os
from typing import Final

from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.bootstrap import run_command
from seller_orders.bootstrap.missing_packages import how_to_install
from seller_orders.settings.parsing import SettingsError

_GC_THRESHOLD: Final = 5_000


def main() -> None:
    """Run the command line with the settings of the environment; exit with 1 if they are wrong."""
    # At the default, Python searches all objects for garbage twice while modules are loaded.
    gc.set_threshold(_GC_THRESHOLD)
    try:
        run_command(os.environ)
    except SettingsError as error:
        raise SystemExit("\n".join(f"Error: {each}" for each in error.args)) from error
    except ModuleNotFoundError as error:
        if (advice := how_to_install(error)) is None:
            raise
        raise SystemExit(f"Error: {advice}") from error
    except StoreUnavailableError as error:
        raise SystemExit(f"Error: the database cannot be used: {error}") from error
