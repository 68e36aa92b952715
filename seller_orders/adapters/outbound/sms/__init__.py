"""Text messages to customers by an SMS provider."""
