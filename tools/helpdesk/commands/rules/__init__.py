"""Rules tried out on examples and on the desk's own past."""
