from tests.letters.desk import app, company, desk, rivers, writing

__all__ = ["app", "company", "desk", "rivers", "writing"]
