"""The secretariat's pages that see a letter whole: the list, one letter's way, freezing, editions, publishing."""
