"""Where a coalition's secretariat says how the coalition looks and who may do what in it; and its logo for everybody."""

from campaigns.coalitions.pages import details, joining, logo, people

HANDLERS = [*details.HANDLERS, *joining.HANDLERS, *logo.HANDLERS, *people.HANDLERS]
