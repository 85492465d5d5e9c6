"""Real PostgreSQL, Valkey and a mailbox on a machine that has none; the only code that knows they are embedded."""
