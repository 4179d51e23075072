"""A call, taken down while it lasts."""
