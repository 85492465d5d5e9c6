"""The languages people read us in: which one is being read, our words in it, and its dates. Letters have their own."""
