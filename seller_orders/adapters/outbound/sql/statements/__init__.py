"""Parts of SQL statements that SQLite and PostgreSQL write differently."""
