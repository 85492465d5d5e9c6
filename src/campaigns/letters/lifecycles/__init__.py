"""The three lifecycles of a letter. They move independently: a statement can be published and still open."""
