"""Answers sent after the deadline: kept, and put before the secretariat where their signer asks for that."""
