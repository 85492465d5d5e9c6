from tests.organisations.conftest import at_futures, at_rivers, client, futures, nia, rivers, worlds

__all__ = ["at_futures", "at_rivers", "client", "futures", "nia", "rivers", "worlds"]
