"""Mail in: raw RFC 5322 bytes to a `Message`. `parse_mail` is the door; nothing in here reads a file or a clock."""

from helpdesk.channels.mail.parse import parse_mail

__all__ = ["parse_mail"]
