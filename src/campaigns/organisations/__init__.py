"""Organisations, their contacts, and bringing a list of them in from a spreadsheet."""
