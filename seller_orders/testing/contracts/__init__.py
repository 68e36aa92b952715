"""A class of tests for each port: who writes an adapter subclasses it, and gives it a fixture.

``store`` is an empty ``seller_orders.testing.store.Store``; ``shared_store``, of module scope, is
one for many examples, each of which has domains of its own.
"""
