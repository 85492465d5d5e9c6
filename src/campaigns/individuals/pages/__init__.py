"""The pages of people who sign for themselves, and the secretariat's about them."""
