"""The secretariat's review: signatures that wait for a decision, and those that may be wrong."""
