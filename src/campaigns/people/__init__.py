"""People who sign in: by a mailed link with a code beside it, never by a password."""
