"""An article's life from draft to retirement, and what articles there should be."""
