from tests.signatures.conftest import app, client, own_app, own_client, own_engine, own_sessions, own_story, site, story

__all__ = ["app", "client", "own_app", "own_client", "own_engine", "own_sessions", "own_story", "site", "story"]
