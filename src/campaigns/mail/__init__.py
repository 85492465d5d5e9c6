"""Mail that is a row first: queued in the sender's transaction, delivered by the worker."""
