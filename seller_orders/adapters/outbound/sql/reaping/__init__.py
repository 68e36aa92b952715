"""Work of the reaper in SQL: deleting what has expired, and finding orders that are due."""
