"""Dashboards: pages of figures, charts and tables, each for a question that somebody who runs a desk has."""
