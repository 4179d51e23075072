"""Finding what is known already: search, suggestions, and what the desk learns from itself."""
