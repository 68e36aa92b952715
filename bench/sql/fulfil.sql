WITH lines AS (
  SELECT sum(fulfilled) = sum(quantity) AS complete
  FROM order_lines WHERE domain_id = %(domain)s AND order_id = %(order_id)s
), changed AS (
  UPDATE orders SET
    fulfillment_status = CASE WHEN complete THEN 'fulfilled' ELSE 'partial' END,
    version = version + 1,
    search_version = version + 1,
    updated_at = now()
  FROM lines
  WHERE domain_id = %(domain)s AND order_id = %(order_id)s
  RETURNING version
), shipped AS (
  INSERT INTO fulfillments (
    domain_id, order_id, fulfillment_id, position, status, items, shipping_method, created_at,
    updated_at
  )
  SELECT %(domain)s, %(order_id)s, %(id)s, version, 'pending', %(items)s, %(method)s, now(), now()
  FROM changed
), told AS (
  INSERT INTO timeline (
    domain_id, order_id, position, entry_id, type, at, by, version, notified, data
  )
  SELECT %(domain)s, %(order_id)s, version, %(event)s, 'order.fulfillment_created', now(), 'bench',
    version, '[]', '{}'
  FROM changed
)
INSERT INTO outbox (
  domain_id, message_id, order_id, version, channel, about, created_at, delivered_at
)
SELECT %(domain)s, %(event)s, %(order_id)s, version, 'event', 'order.fulfillment_created', now(), now()
FROM changed
