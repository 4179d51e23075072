"""Service levels as clocks: what is promised, pinned, paused, and due."""
