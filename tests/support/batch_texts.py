"""Texts of batches of statements, as tests compare them."""

from seller_orders.adapters.outbound.sql.connection.driver_batch import Batch


def text_of(batch: Batch) -> str:
    """Return the text of a batch's statements, without values."""
    texts = [text for text, _ in batch.statements]
    return "; ".join([*texts, "COMMIT"] if batch.commits else texts)
