"""Asking an organisation to sign, and the answers that are not a signature."""
