"""A helpdesk that is a git repository."""

__version__ = "0.1.0"
