"""A mailbox that takes every mail by SMTP and shows it in the browser, so that links in mails can be followed."""
