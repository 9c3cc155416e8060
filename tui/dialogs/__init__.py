"""Small screens with one job that return one typed answer."""
