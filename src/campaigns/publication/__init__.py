"""Editions: the frozen list with its text, as a page and as files that never change."""
