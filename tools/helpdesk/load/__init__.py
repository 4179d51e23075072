"""Bytes to records and back: a strict reader that answers with findings, never with an exception."""
