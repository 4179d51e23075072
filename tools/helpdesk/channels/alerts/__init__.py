"""Alerts in: what a monitor posts becomes `Alert`s, and each of them a `Message`.

`read.read_alerts` is the door, `message.to_message` the step after it; neither reads a file or a clock.
"""
