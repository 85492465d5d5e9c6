"""What every organisation answered, on one board, and until when it may answer."""
