"""Corrections that an organisation's own people propose, and what the secretariat says to them."""
