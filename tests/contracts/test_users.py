from seller_orders.testing.contracts.users import SessionsContract, UsersContract


class TestUsers(UsersContract):
    """On every store."""


class TestSessions(SessionsContract):
    """On every store."""
