"""A coalition, its look, and who may do what in it."""
