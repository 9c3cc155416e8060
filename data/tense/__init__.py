"""The verb lists, and what makes them."""
