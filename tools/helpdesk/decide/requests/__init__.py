"""Requests from the catalogue: answers, completeness, tasks."""
