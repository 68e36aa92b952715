"""In-memory fakes of the ports, for tests of use cases without a database.

Each passes the contract tests of its port in ``seller_orders.testing.contracts``.
"""
