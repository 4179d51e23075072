"""Text as each chat shows it: nothing that strangers wrote calls everybody, looks like a link, or formats."""

import re

_MENTION = re.compile(r"@(?=[\w])")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]>()#+!|~-])")
_SIGNS = re.compile(r"[&<>\\`*_{}\[\]()#+!|~@-]")
# Between the @ and the name: nobody sees it, and the chat sees no mention.
_BREAK = "\u200b"


def for_slack(text: str) -> str:
    """Slack turns `<!channel>` and `<https://...|words>` into what they say; these three characters are all it takes
    ("Formatting text for app surfaces"). Sent with `mrkdwn: false`, the rest is shown as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def for_mattermost(text: str) -> str:
    """Plain text in a chat that shows Markdown."""
    return unmentioned(_MARKDOWN.sub(r"\\\1", text))


def unmentioned(markdown: str) -> str:
    """Markdown in which nobody is called: `@channel` stays words."""
    return _MENTION.sub(f"@{_BREAK}", markdown)


def for_teams(text: str) -> str:
    """Teams shows HTML and Markdown in a text; as character references (HTML Standard, 13.1.4) they are words."""
    return _SIGNS.sub(lambda match: f"&#{ord(match[0])};", text)
