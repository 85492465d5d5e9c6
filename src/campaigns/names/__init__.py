"""Names as people write them, and the order they are listed in."""
