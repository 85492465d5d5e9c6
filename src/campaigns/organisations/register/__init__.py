"""An extract of a public register, loaded from a file by an operator, in which organisations are looked up.

Nothing is asked of any other site, and nothing found here is written to a record unless somebody says so.
"""
