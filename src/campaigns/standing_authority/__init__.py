"""Standing authority: an organisation lets the secretariat sign for it within a scope, for a time, and is told each time."""
