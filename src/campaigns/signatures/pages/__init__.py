"""The pages of people who answer for an organisation: from a mailed link, on a phone, with no account and no JavaScript."""
