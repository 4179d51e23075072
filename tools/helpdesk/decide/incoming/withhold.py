"""A message the repository refuses is taken in without what it refuses: one mail can't stop the desk."""

from msgspec.structs import replace

from helpdesk.model.message import Message


def withheld(message: Message, why: str) -> Message:
    """The message with a notice in place of its text and none of its files' bytes; who sent it and when stays."""
    if message.heard is not None:
        from helpdesk.decide.incoming.readers import without_words

        return replace(message, heard=without_words(message.heard), defects=(*message.defects, f"withheld: {why}"))
    names = ", ".join(attachment.name for attachment in message.attachments)
    text = f"The content of this message was withheld: the repository refused it ({why})."
    if names:
        text += f" It came with {len(message.attachments)} files: {names}."
    files = tuple(replace(attachment, content=b"") for attachment in message.attachments)
    defect = f"withheld: {why}"
    return replace(
        message,
        subject=message.subject[:200],
        text=text,
        visible_reply=text,
        attachments=files,
        defects=(*message.defects, defect),
    )
