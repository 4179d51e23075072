"""Patterns: what happens again and again, more often than chance would have it, with the tickets that show it.

Every look compares many cells (each model, each service on each weekday ...) with what the rest of the desk makes one
expect. A cell becomes a pattern only where its probability, times the number of cells of that look and of looks, is
below one in a hundred (Bonferroni): a desk without a pattern is told of one less than once in a hundred times.
"""
