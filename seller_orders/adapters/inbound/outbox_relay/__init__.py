"""The relay, which delivers the messages of the outbox."""
