"""The secretariat's pages about what is on record of one organisation."""

from campaigns.organisations.record.pages import categories, changes, details, names, publicity, signers

HANDLERS = [
    *names.HANDLERS,
    *details.HANDLERS,
    *publicity.HANDLERS,
    *signers.HANDLERS,
    *changes.HANDLERS,
    *categories.HANDLERS,
]
