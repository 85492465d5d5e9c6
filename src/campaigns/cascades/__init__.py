"""Cascade links: an infrastructure body shares a letter with its own members, and vouches for those that sign by it."""
