"""Domains and installation keys."""

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Create the tables."""
