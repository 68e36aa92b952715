UPDATE order_lines SET fulfilled = fulfilled + %(quantity)s
WHERE domain_id = %(domain)s AND order_id = %(order_id)s AND line_id = %(line)s
