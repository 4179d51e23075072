"""What the fuzzers know of each reader: how large an input is at most, its share of all inputs, and words of its
language, which no chance puts together."""

LARGEST = 4096
# A small input is read fast and reaches as far.
_LARGEST = {"mail": 2048, "merge": 2048, "issue form": 1024, "page": 1024, "decision": 512, "command": 512}
_USUAL = 768

# By what an input costs: a reader of twenty microseconds gets more than one of two milliseconds.
SHARES = {
    "front matter": 32,
    "timeline": 180,
    "merge": 40,
    "mail": 32,
    "issue form": 80,
    "web form": 60,
    "alert": 60,
    "command": 90,
    "decision": 3,
    "rules": 32,
    "cursor": 110,
    "github": 150,
    "chat": 120,
    "page": 11,
}

EVERYWHERE = (
    *(
        b"---\n",
        b"\r\n",
        b"\xe2\x80\xae",
        b"\xef\xbb\xbf",
        b"\xf0\x9f\x98\x80",
        b"=?utf-8?q?",
        b"<<: *a",
        b"!!python/x ",
    ),
    *(b"9" * 60, b"-1", b"1e999", b"null", b"true", b".nan", b"2026-02-30", b"9999-12-31T23:59:60Z", b"0001-01-01"),
    *(
        b"### ",
        b"- [x] ",
        b"/assign ",
        b"/set ",
        b"@kim ",
        b"HD-000001",
        b"\\u0000",
        b"\\ud800",
        b"](",
        b"<!--",
        b"<b>",
    ),
)
_TIMES = "2026-03-02T09:00:00Z 2026-02-30 9999-12-31T23:59:59+14:00 0001-01-01T00:00:00-23:59 .inf -0 1e400 0x7f ~"
_YAML = f"&a *a |- >+ !!str !x %YAML ? {{}} [] <<: ... --- {_TIMES}"
_LEDGER = (
    "event: opened commented routed moved told claimed breached escalated alerted linked merged approved refused set: "
    "owe: key: why: rule: comment: by: at: attachments: sha256: due: parent: team: assignee: priority:"
)
_MAIL = (
    "From: To: Cc: Subject: Date: Message-ID: In-Reply-To: References: Content-Type: multipart/mixed; boundary= "
    "text/html text/plain; charset=utf-7 message/rfc822 message/delivery-status text/calendar quoted-printable base64 "
    "Content-Transfer-Encoding: Content-Disposition: filename*0*= filename= =?utf-8?b? ?= Auto-Submitted: List-Id: "
    "Authentication-Results: dmarc=pass Reply-To: >> --x-- application/ms-tnef iso-2022-jp <blockquote> <br> wrote:"
)
_COMMANDS = (
    "/take /assign /unassign /team /watch /priority /impact /urgency /category /type /service /asset /tag /kb /status "
    "/wait /resolve /close /reopen /confirm /rate /spam /link /unlink /duplicate /split /note /approve /refuse /helped "
    "/not-helped /escalate /help @kim HD-000001 duplicate 2d P1 ``` ~~~ <!-- --> \\/ ​/take"
)
_WORDS = {
    "front matter": f"id: title: status: opened: tags: requester: name: email: fields: uuid: type: parent: {_YAML}",
    "timeline": f"{_LEDGER} {_TIMES} {{ }} [ ] \\u0000 \\ud800",
    "merge": f"{_LEDGER} id: title: status: tags: --- {_TIMES}",
    "mail": _MAIL,
    "issue form": "### _No_response_ - [x] - [X] - [ ] Who What Where Here There Yes ``` > <!-- --> , \\r",
    "web form": (
        "--xyz --xyz-- Content-Disposition: form-data; name= filename= filename*=utf-8'' Content-Type: email "
        'field.size subject text attachments "content": "answers": "name": website key %00 %e2%80%ae & ='
    ),
    "alert": (
        '"alerts": "status": "firing" "resolved" "labels": "alertname": "fingerprint": "startsAt": "endsAt": "event": '
        '"commonLabels": "dedup_key": "routing_key": "event_action": "payload": "severity": "source": "Type": '
        '"Message": "SubscribeURL": "specversion": "data": eventid= trigger_name= "annotations": 0001-01-01T00:00:00Z'
    ),
    "command": _COMMANDS,
    "decision": _COMMANDS,
    "rules": (
        "name: when: set: all: any: not: is: contains: matches: targets: resolve: response: escalate: at: to: on: "
        "template: states: transitions: initial: clock: phase: fields: id: label: options: approvals: people: email: "
        f"role: members: lead: skills: timezone: weekly: days: holidays: every: first: url: "
        f"secret: {{{{ }}}} {{% %}} {_YAML}"
    ),
    "cursor": f"highest: stamped: channels: mail: github: {_YAML}",
    "github": (
        '"number": "title": "body": "user": "id": "login": "created_at": "updated_at": "state": "labels": "comments": '
        '"pull_request": null [] {}'
    ),
    "chat": (
        "payload= command= text= user_id= team_id= token= trigger_id= response_url= %7B %22 &amp; <at> </at> "
        '"type": "callback_id": "message":'
    ),
    "page": (
        "![]( [a]( ](javascript: <script> <a href= &#x ``` ~~~ > - 1. | --- \\\\ ** __ ~~ <!-- ]]> <? [x]: <details> "
        "<svg"
    ),
}


def largest(reader: str) -> int:
    """How many bytes an input has at most."""
    return _LARGEST.get(reader, _USUAL)


def dictionary(reader: str) -> str:
    """The words as libFuzzer reads them."""
    words = [*EVERYWHERE, *(word.encode() for word in _WORDS[reader].split())]
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in words)
