"""`python -m helpdesk.commands`: the command line without an installed script."""

from helpdesk.commands import main

main(prog_name="helpdesk")
