"""The bound for a simple loop: parse, thread by id, YAML, a fast-import commit a mail: `bare_loop.py MAILS OUT`.

Nothing is decided, promised, checked or acknowledged.
"""

import email
import subprocess
import sys
from email import policy
from email.message import EmailMessage
from pathlib import Path

import yaml


def main() -> None:
    """Read every mail in order and write one commit for each."""
    mails, out = Path(sys.argv[1]), Path(sys.argv[2])
    subprocess.run(["git", "init", "-q", "--bare", str(out)], check=True)
    process = subprocess.Popen(["git", "-C", str(out), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert process.stdin
    threads: dict[str, int] = {}
    tickets = 0
    for path in sorted(mails.glob("*.eml")):
        mail = email.message_from_bytes(path.read_bytes(), EmailMessage, policy=policy.default)
        number = next((threads[one] for one in str(mail["References"] or "").split() if one in threads), 0)
        if not number:
            tickets += 1
            number = tickets
        threads[str(mail["Message-ID"]).strip()] = number
        body = mail.get_body(("plain", "html"))
        text = str(body.get_content()) if body else ""
        keys = ("From", "To", "Subject", "Date", "Message-ID")
        head = yaml.dump({key: str(mail[key]) for key in keys}, Dumper=yaml.CSafeDumper)
        files = {f"{number}/{path.stem}.md": f"---\n{head}---\n{text}".encode()}
        for part in mail.iter_attachments():
            content = part.get_payload(decode=True)
            files[f"{number}/files/{part.get_filename()}"] = content if isinstance(content, bytes) else b""
        process.stdin.write(_commit(path.stem, files))
    process.stdin.close()
    process.wait()
    print(f"{tickets} tickets")


def _commit(name: str, files: dict[str, bytes]) -> bytes:
    pieces = [b"commit refs/heads/main\ncommitter Bench <b@example.org> 1780000000 +0000\n"]
    pieces.append(b"data %d\n%s\n" % (len(name), name.encode()))
    for path, content in files.items():
        pieces.append(b'M 100644 inline "%s"\ndata %d\n%s\n' % (path.encode(), len(content), content))
    return b"".join(pieces)


if __name__ == "__main__":
    main()
