"""The desk in figures: shown, written out, looked through for patterns."""
