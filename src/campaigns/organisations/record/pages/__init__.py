"""The secretariat's pages about what is on record of one organisation."""

from campaigns.organisations.record.pages import categories, changes, details, names, signers

HANDLERS = [*names.HANDLERS, *details.HANDLERS, *signers.HANDLERS, *changes.HANDLERS, *categories.HANDLERS]
