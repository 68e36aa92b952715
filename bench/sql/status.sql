WITH old AS (
  SELECT status FROM orders WHERE domain_id = %(domain)s AND order_id = %(order_id)s
), changed AS (
  UPDATE orders SET status = %(to)s, version = version + 1, search_version = version + 1,
    updated_at = now()
  WHERE domain_id = %(domain)s AND order_id = %(order_id)s
  RETURNING version
), told AS (
  INSERT INTO timeline (
    domain_id, order_id, position, entry_id, type, at, by, version, from_status, to_status,
    notified, data
  )
  SELECT %(domain)s, %(order_id)s, version, %(event)s, 'order.status_changed', now(), 'bench',
    version, old.status, %(to)s, '[]', '{}'
  FROM changed, old
)
INSERT INTO outbox (
  domain_id, message_id, order_id, version, channel, about, created_at, delivered_at
)
SELECT %(domain)s, %(event)s, %(order_id)s, version, 'event', 'order.status_changed', now(), now()
FROM changed
