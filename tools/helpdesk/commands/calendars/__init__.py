"""Business time, asked by hand and by the line."""
