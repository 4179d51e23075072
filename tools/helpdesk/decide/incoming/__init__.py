"""What comes in: which ticket a message belongs to, what is kept of it, and what is not answered."""
