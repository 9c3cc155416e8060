"""The screens: the dashboard, and what covers it whole."""
