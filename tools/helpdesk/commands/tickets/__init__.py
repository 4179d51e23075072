"""The day's work on tickets: one module a verb, and what those verbs share."""
