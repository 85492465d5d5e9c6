"""What every page and every API answer shares: layout, forms, sessions, headers, problems."""
