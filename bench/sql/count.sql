SELECT count(*) FROM orders WHERE domain_id = %(domain)s AND archived_at IS NULL
