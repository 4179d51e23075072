"""GitHub, or an Enterprise Server: issues and comments come in, notices go back to the thread, issues show how things
stand."""
