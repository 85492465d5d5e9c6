"""The secretariat's pages about its organisations and their contacts."""

from campaigns.organisations.pages import contacts, listing, naming

HANDLERS = [*listing.HANDLERS, *naming.HANDLERS, *contacts.HANDLERS]
