"""A desk's own life: made, examined, upgraded, its generated files and its portal written."""
