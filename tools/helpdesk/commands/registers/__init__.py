"""Assets and people: looked up, and brought up to date from other systems."""
