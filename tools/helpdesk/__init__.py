"""A helpdesk that is a git repository."""

