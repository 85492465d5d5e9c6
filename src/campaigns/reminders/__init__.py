"""Asking again, at most twice, the organisations that were invited and have not answered."""
