"""States and the ways between them, whoever moves a ticket."""
