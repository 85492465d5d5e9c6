"""The secretariat's pages about a letter's text and times. Pages that also need responses or editions are with those."""
