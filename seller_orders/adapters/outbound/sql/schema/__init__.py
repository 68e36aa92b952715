"""Tables and migrations of the SQL store."""
