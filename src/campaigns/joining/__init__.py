"""Asking to join a coalition: a public form, a checked address, and the secretariat's decision."""
