"""The gateway: what is posted to the desk over HTTP is on disk before it is answered, and a pass takes it in."""
