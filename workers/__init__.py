"""What runs in the background: each function opens a transaction and calls a feature; none decides anything."""
