"""What the desk would read out of a message, without a desk."""
