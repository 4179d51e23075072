"""Work that comes by the calendar or by the state of the desk itself, each exactly once."""
