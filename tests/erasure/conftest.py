"""The pages of members and of the secretariat, and a story to erase somebody from."""

from tests.signatures.conftest import app, client, own_app, own_client, own_engine, own_sessions, own_story, story

__all__ = ["app", "client", "own_app", "own_client", "own_engine", "own_sessions", "own_story", "story"]
