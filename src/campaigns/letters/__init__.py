"""A letter: its text, its signing window and its release, three lifecycles that are never merged."""
