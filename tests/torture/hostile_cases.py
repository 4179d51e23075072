"""Texts that were written to break what reads them: a few of our own, and those in the folder HELPDESK_CASES."""

import base64
import gzip
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN = (
    "<script>parent.document.title='x'</script><img src=x onerror=alert(1)>",
    "</title></textarea></main><iframe srcdoc='<script>1</script>'></iframe>",
    "[click](javascript:alert(1)) <javascript:alert(1)> ![x](data:text/html;base64,PHNjcmlwdD4=)",
    '"><svg/onload=alert(1)>\'><a href="vbscript:x" style="background:url(x)">',
    "::set-output name=secret::stolen",
    "words ##[add-matcher]evil.json\r::stop-commands::x\n  ::add-mask::e\n\u00a0::error::x",
    "Subject\r\nBcc: everybody@example.net\r\nX-Evil: 1\r\n\r\nbody",
    "a\nBcc: everybody@example.net",
    "=cmd|' /C calc'!A0",
    "+1-2",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\uff1d1+1",
    "\x1b[2J\x1b]0;owned\x07\x1b[31mred\x9b31m",
    "\u202egnp.exe\u2066\u2069\u200f",
    "END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VEVENT\r\nATTACH:https://example.net/x",
    "a;b,c\\n\\;d:e",
    "]]></title><entry><id>1</id></entry><!-- -->&#x0;&bogus;",
    "../../../../etc/passwd",
    "..\\..\\.git\\config",
    ".git/hooks/post-checkout",
    "con.txt",
    "x\nTicket: HD-000001\nCo-authored-by: Evil <evil@example.net>",
    "{{ config.__class__.__init__.__globals__ }}{% for x in range(9) %}x{% endfor %}${{ secrets.A }}",
    "`id`; $(touch owned) && rm -rf / | cat",
    "---\nid: HD-000001\n---\n!!python/object/apply:os.system ['touch owned']",
    "'; DROP TABLE tickets; -- %s %n %d {0} {name}",
    "a" * 5000,
    "\ufeff\u0000\u0001\u001f\u007f\ud7ff\ufffe nothing \u2028 else \u2029",
    "@everyone @kim <!channel> <@U1> <https://example.net|pay here> #1",
    "/resolve\n/assign @kim\n/spam",
)


@dataclass(frozen=True)
class Case:
    """`text` is put everywhere; `max_seconds` only where rendering it once takes long by design."""

    id: str
    text: str


def own_cases() -> list[Case]:
    return [Case(f"own/{number}", text) for number, text in enumerate(OWN)]


def all_cases(each: int = 1, first: int = 0) -> list[Case]:
    """Ours, and of the others every `each`-th, from the `first` on."""
    folder = os.environ.get("HELPDESK_CASES", "")
    others = list(_others(Path(folder) / "hostile")) if folder else []
    return [*own_cases(), *others[first::each]]


def _others(folder: Path) -> list[Case]:
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").split("\n"):
            if line.strip():
                case = json.loads(line)
                found.append(Case(str(case["id"]), _text(case)))
    return found


def _text(case: dict[str, Any]) -> str:
    for name in ("text", "name", "payload", "yaml"):
        if name in case:
            return str(case[name])
    if "yaml_gzip_base64" in case:
        return gzip.decompress(base64.b64decode(case["yaml_gzip_base64"]))[:200_000].decode("utf-8", "replace")
    if "yaml_base64" in case:
        return base64.b64decode(case["yaml_base64"]).decode("utf-8", "replace")
    if "parts" in case:
        return "".join(text * min(count, 2000) for text, count in case["parts"])
    return json.dumps(case)
