"""Bringing a list of organisations in: uploaded, read apart, checked row by row, previewed, applied whole or not at all."""
