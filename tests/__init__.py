"""Stories about the product, told to the product."""
