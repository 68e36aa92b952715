"""What customers are told, written with Jinja templates."""
