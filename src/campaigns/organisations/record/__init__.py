"""What is on record of an organisation beside its name and contacts, and what was changed in it by whom."""
