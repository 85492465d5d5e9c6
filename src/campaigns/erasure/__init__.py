"""Erasing what a coalition holds about one person: organisations' signatures stay, and who signed is told no more."""
