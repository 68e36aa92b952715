SELECT status, version FROM orders
WHERE domain_id = %(domain)s AND order_id = %(order_id)s
FOR UPDATE
