"""Incidents that belong together: major incidents and storms."""
