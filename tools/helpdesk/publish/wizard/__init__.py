"""What people can ask for on the portal: which forms there are, what they promise, and how what is typed gets to the
desk."""
