"""Contract tests of the ports. Subclass one to test an adapter, and define its fixtures.

The fixture ``store`` is an empty ``seller_orders.testing.store.Store``. ``shared_store`` has module
scope and is used for many examples, each in new domains.
"""
