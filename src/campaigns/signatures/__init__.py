"""A signature: by an organisation, through a named person with recorded authority, on one exact text."""
