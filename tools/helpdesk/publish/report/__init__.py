"""The monthly report in words, for the page, the mail and the command line alike."""
