"""The digits, and what makes them."""
