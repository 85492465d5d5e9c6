"""From the Markdown that is typed to the page, the plain text and the fingerprint."""
