"""The pages about standing authority: the secretariat's, and those behind the links in mails."""
