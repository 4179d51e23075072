"""A pass from the command line: its doors, what it would do, whom it tells."""
