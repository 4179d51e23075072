"""Out to other systems over HTTP: signed webhooks, and the heartbeat for a watchdog."""
