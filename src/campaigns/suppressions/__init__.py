"""Who is not written to and why: leaving the invitations by a mailed link, and the secretariat's list."""
