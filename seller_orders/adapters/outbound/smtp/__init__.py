"""E-mails to customers by SMTP."""
