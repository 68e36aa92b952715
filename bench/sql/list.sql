SELECT created_at, order_id, json_build_object(
  'order_id', order_id,
  'order_number', order_number,
  'domain_id', domain_id,
  'store_id', store_id,
  'status', status,
  'payment_status', payment_status,
  'fulfillment_status', fulfillment_status,
  'financial_status', financial_status,
  'customer', json_build_object('id', customer_id, 'name', customer_name),
  'currency', currency,
  'total', total::float8 / 10000,
  'item_count', item_count,
  'tags', tags,
  'created_at', created_at,
  'updated_at', updated_at,
  'version', version
)
FROM orders
WHERE domain_id = %(domain)s AND archived_at IS NULL
  AND (created_at, order_id) < (%(at)s::timestamptz, %(order_id)s)
ORDER BY created_at DESC, order_id DESC
LIMIT %(limit)s
