"""The pass: gather, read, decide, commit, tell. It ties the pure middle to the doors and the repository."""
