SELECT json_build_object(
  'order_id', o.order_id,
  'order_number', o.order_number,
  'domain_id', o.domain_id,
  'store_id', o.store_id,
  'version', o.version,
  'status', o.status,
  'payment_status', o.payment_status,
  'fulfillment_status', o.fulfillment_status,
  'financial_status', o.financial_status,
  'currency', o.currency,
  'customer', json_build_object(
    'id', o.customer_id, 'name', o.customer_name,
    'email', o.customer_email, 'phone', o.customer_phone
  ),
  'items', (
    SELECT json_agg(json_build_object(
      'id', l.line_id,
      'product_id', l.product_id,
      'sku', l.sku,
      'name', l.name,
      'quantity', l.quantity,
      'selling_price', l.selling_price::float8 / 10000,
      'fulfilled_quantity', l.fulfilled,
      'remaining_quantity', l.quantity - l.fulfilled,
      'total', (l.selling_price * l.quantity)::float8 / 10000
    ) ORDER BY l.position)
    FROM order_lines l WHERE l.domain_id = o.domain_id AND l.order_id = o.order_id
  ),
  'totals', json_build_object(
    'subtotal', o.subtotal::float8 / 10000,
    'discount', o.discount::float8 / 10000,
    'shipping', o.shipping::float8 / 10000,
    'tax', o.tax::float8 / 10000,
    'total', o.total::float8 / 10000,
    'captured', o.captured::float8 / 10000,
    'refunded', o.refunded::float8 / 10000
  ),
  'payment', json_build_object(
    'status', o.payment_status,
    'method', o.payment_method,
    'refunds', (
      SELECT coalesce(json_agg(json_build_object(
        'id', r.refund_id,
        'amount', r.amount::float8 / 10000,
        'status', r.status,
        'reason', r.reason,
        'created_at', r.created_at
      ) ORDER BY r.position), '[]')
      FROM refunds r WHERE r.domain_id = o.domain_id AND r.order_id = o.order_id
    )
  ),
  'shipping_address', o.shipping_address,
  'billing_address', o.billing_address,
  'fulfillments', (
    SELECT coalesce(json_agg(json_build_object(
      'id', f.fulfillment_id,
      'status', f.status,
      'items', f.items,
      'shipping_method', f.shipping_method,
      'provider_id', f.provider_id,
      'awb', f.awb,
      'tracking_url', f.tracking_url,
      'delivery_person', f.delivery_person,
      'customer', f.customer,
      'pickup_address', f.pickup_address,
      'created_at', f.created_at,
      'updated_at', f.updated_at
    ) ORDER BY f.position), '[]')
    FROM fulfillments f WHERE f.domain_id = o.domain_id AND f.order_id = o.order_id
  ),
  'timeline', (
    SELECT coalesce(json_agg(json_build_object(
      'id', t.entry_id,
      'type', t.type,
      'at', t.at,
      'by', t.by,
      'version', t.version,
      'from', t.from_status,
      'to', t.to_status,
      'note', t.note,
      'notified', t.notified,
      'data', t.data
    ) ORDER BY t.position), '[]')
    FROM timeline t WHERE t.domain_id = o.domain_id AND t.order_id = o.order_id
  ),
  'cancellation', o.cancellation,
  'tags', o.tags,
  'note', o.note,
  'created_at', o.created_at,
  'updated_at', o.updated_at
)::text
FROM orders o
WHERE o.domain_id = %(domain)s AND o.order_id = %(order_id)s
