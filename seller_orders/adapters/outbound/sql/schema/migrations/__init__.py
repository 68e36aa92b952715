"""The schema's migrations, run by ``seller-orders migrate``."""
