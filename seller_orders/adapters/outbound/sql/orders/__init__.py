"""Orders in SQL: reading, writing, numbering and archiving."""
