"""The pages and answers about editions."""

from campaigns.publication import api
from campaigns.publication.pages import files, home, letter, machines

HANDLERS = [*home.HANDLERS, *letter.HANDLERS, *files.HANDLERS, *machines.HANDLERS, *api.HANDLERS]
