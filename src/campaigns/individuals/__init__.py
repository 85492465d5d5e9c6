"""People who sign as themselves, beside the organisations: in tables, a list and a count of their own."""
