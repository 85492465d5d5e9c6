"""The secretariat's pages for reviewing signatures."""
