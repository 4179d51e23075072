"""`format=flowed` (RFC 3676): paragraphs that were wrapped for transport, joined again."""


def unflowed(text: str, delete_space: bool) -> str:
    """`text` with soft line breaks removed; quote depth and the signature line stay as they are."""
    out: list[str] = []
    paragraph: list[str] = []
    depth = 0
    for line in text.split("\n"):
        stripped = line.lstrip(">")
        level = len(line) - len(stripped)
        content = stripped.removeprefix(" ")  # space-stuffing, section 4.4
        signature = content == "-- "
        if paragraph and (level != depth or signature):
            out.append(_quote(depth) + "".join(paragraph))
            paragraph = []
        depth = level
        if content.endswith(" ") and not signature:
            paragraph.append(content[:-1] if delete_space else content)
            continue
        paragraph.append(content)
        out.append(_quote(depth) + "".join(paragraph))
        paragraph = []
    if paragraph:
        out.append(_quote(depth) + "".join(paragraph))
    return "\n".join(out)


def _quote(depth: int) -> str:
    return ">" * depth + " " if depth else ""
