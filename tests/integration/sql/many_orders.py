from sqlalchemy import TextClause, text

from seller_orders.adapters.outbound.sql.schema.order_tables import orders

MODEL = "model"
"""The id of the order that is copied."""


def insert_copies(**columns: str) -> TextClause:
    """The statement that copies a domain's model, with some columns computed from the number n."""
    names = [column.name for column in orders.columns]
    values = [columns.get(name, f"model.{name}") for name in names]
    return text(
        "WITH model AS MATERIALIZED ("
        f"SELECT * FROM orders WHERE domain_id = :domain_id AND order_id = '{MODEL}') "
        f"INSERT INTO orders ({', '.join(names)}) SELECT {', '.join(values)} "
        "FROM model, generate_series(1, :size) AS n"
    )
