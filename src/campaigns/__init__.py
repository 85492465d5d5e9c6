"""A coalition of organisations writes an open letter together, signs one exact text, and publishes it."""
