SELECT order_id, status, version FROM orders
WHERE domain_id = %(domain)s AND order_id = ANY(%(ids)s)
ORDER BY order_id
FOR UPDATE
