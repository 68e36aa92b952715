"""People's data: finding the orders of a customer, and erasing copies of their data."""
