WITH changed AS (
  UPDATE orders SET status = %(to)s, version = version + 1, search_version = version + 1,
    updated_at = now()
  WHERE domain_id = %(domain)s AND order_id = ANY(%(ids)s)
  RETURNING order_id, version
), told AS (
  INSERT INTO timeline (
    domain_id, order_id, position, entry_id, type, at, by, version, to_status, notified, data
  )
  SELECT %(domain)s, order_id, version, 'evt_' || md5(order_id || ':' || version),
    'order.status_changed', now(), 'bench', version, %(to)s, '[]', '{}'
  FROM changed
), queued AS (
  INSERT INTO outbox (
    domain_id, message_id, order_id, version, channel, about, created_at, delivered_at
  )
  SELECT %(domain)s, 'evt_' || md5(order_id || ':' || version), order_id, version, 'event',
    'order.status_changed', now(), now()
  FROM changed
)
SELECT order_id FROM changed
