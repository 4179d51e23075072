"""The change calendar: freezes, windows, collisions."""
