"""When a link gets out or a form is flooded: what is noticed, what pauses by itself, and what the secretariat does then."""
