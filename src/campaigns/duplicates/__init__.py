"""Organisations that may be one: found by the worker, shown as pairs, decided by a person, and never asked again."""
