"""The portal behind HTTP, and the gateway with the pass beside it."""
