WITH changed AS (
  UPDATE orders SET
    status = 'cancelled',
    financial_status = 'refunded',
    refunded = captured,
    cancellation = json_build_object(
      'at', now(), 'by', 'bench', 'reason', %(reason)s::text, 'details', null,
      'refund_id', %(refund)s::text, 'restocked', true
    ),
    version = version + 1,
    search_version = version + 1,
    updated_at = now()
  WHERE domain_id = %(domain)s AND order_id = %(order_id)s
  RETURNING version, captured, currency
), refunded AS (
  INSERT INTO refunds (
    domain_id, order_id, refund_id, position, amount, status, created_at
  )
  SELECT %(domain)s, %(order_id)s, %(refund)s, 0, captured, 'pending', now() FROM changed
), restocked AS (
  INSERT INTO restocks (domain_id, order_id, line_id, sku, quantity, restocked_at)
  SELECT domain_id, order_id, line_id, sku, quantity - fulfilled, now()
  FROM order_lines WHERE domain_id = %(domain)s AND order_id = %(order_id)s
), asked AS (
  INSERT INTO outbox (
    domain_id, message_id, order_id, version, channel, about, created_at, delivered_at
  )
  SELECT %(domain)s, %(refund)s, %(order_id)s, version, 'payment', 'order.cancelled', now(), now()
  FROM changed
), told AS (
  INSERT INTO timeline (
    domain_id, order_id, position, entry_id, type, at, by, version, to_status, notified, data
  )
  SELECT %(domain)s, %(order_id)s, version, %(event)s, 'order.cancelled', now(), 'bench', version,
    'cancelled', '[]', '{}'
  FROM changed
)
INSERT INTO outbox (
  domain_id, message_id, order_id, version, channel, about, created_at, delivered_at
)
SELECT %(domain)s, %(event)s, %(order_id)s, version, 'event', 'order.cancelled', now(), now()
FROM changed
