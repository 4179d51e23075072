"""The records as frozen types. Imports nothing of ours, reads nothing, knows no clock."""
