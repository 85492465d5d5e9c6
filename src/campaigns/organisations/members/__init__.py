"""The members in their order: the host, those the secretariat put in order by hand, then the others as filed."""
