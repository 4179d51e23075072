"""The desk in a clone on this machine: opening it, who is asking, what may be written and how."""
