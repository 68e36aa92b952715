"""The log, where no other way to tell a customer is configured."""
