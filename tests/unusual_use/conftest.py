from tests.signatures.conftest import app, client, story

__all__ = ["app", "client", "story"]
