"""Pull requests on GitHub: what is open, what the desk says on them, and opening one."""
