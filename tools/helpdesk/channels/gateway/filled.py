"""A filled form as it was sent: JSON, multipart or urlencoded, all read into the same shape."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from helpdesk.channels.gateway.answer import Problem
from helpdesk.model.message import Attachment

MOST_FIELDS, MOST_FILES = 300, 50
FIELD = "field."


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody typed. `answers` are by the item's field; `key` was in the page that the form came with; `website`
    is a field that people don't see; `asset` is what the label on a thing says."""

    name: str = ""
    email: str = ""
    phone: str = ""
    subject: str = ""
    text: str = ""
    key: str = ""
    website: str = ""
    asset: str = ""
    answers: dict[str, tuple[str, ...]] = {}
    files: tuple[Attachment, ...] = ()

    def print(self, item: str) -> str:
        """A hash of all that was typed: the same form sent twice has the same."""
        plain = (self.name, self.email, self.phone, self.subject, self.text, sorted(self.answers.items()))
        about = (self.asset,) if self.asset else ()
        said = msgspec.json.encode((item, *plain, *about, [file.sha256 for file in self.files]))
        return hashlib.sha256(said).hexdigest()


class _File(msgspec.Struct, frozen=True):
    name: str
    content: str
    type: str = "application/octet-stream"


class _Json(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form as JSON; a file's content is base64."""

    email: str
    name: str = ""
    phone: str = ""
    subject: str = ""
    text: str = ""
    answers: dict[str, str | bool | int | float | list[str]] = {}
    attachments: list[_File] = []
    website: str = ""
    asset: str = ""


async def read_filled(request: Request, body: bytes) -> Filled:
    """The form in a request. Raises Problem that says what cannot be read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    match kind:
        case "application/json":
            return _from_json(body)
        case "multipart/form-data" | "application/x-www-form-urlencoded":
            return await _from_form(request, body)
    raise Problem(415, "Send the form as application/json, multipart/form-data or application/x-www-form-urlencoded.")


def attachment(name: str, kind: str, content: bytes) -> Attachment:
    return Attachment(name, kind or "application/octet-stream", len(content), _hash(content), content)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _from_json(body: bytes) -> Filled:
    try:
        sent = msgspec.json.decode(body, type=_Json)
    except msgspec.ValidationError as problem:
        raise Problem(422, f"The JSON is not a form: {problem}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise Problem(400, f"This is no JSON: {problem}.") from None
    if len(sent.answers) > MOST_FIELDS or len(sent.attachments) > MOST_FILES:
        raise Problem(413, f"A form has {MOST_FIELDS} answers and {MOST_FILES} files at most.")
    files = []
    for file in sent.attachments:
        try:
            content = base64.b64decode(file.content, validate=True)
        except (binascii.Error, ValueError):
            raise Problem(422, f"The content of {file.name!r} is no base64.") from None
        files.append(attachment(file.name, file.type, content))
    answers = {name: _texts(value) for name, value in sent.answers.items()}
    return Filled(
        name=sent.name,
        email=sent.email,
        phone=sent.phone,
        subject=sent.subject,
        text=sent.text,
        asset=sent.asset,
        answers=answers,
        files=tuple(files),
        website=sent.website,
    )


def _texts(value: str | bool | int | float | list[str]) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return (str(value),)


async def _from_form(request: Request, body: bytes) -> Filled:
    boundary = parse_options_header(request.headers["content-type"])[1].get(b"boundary", b"")
    # The parser takes what there is of a form that was cut off, and the rest would be missed by nobody.
    if boundary and b"--%b--" % boundary not in body[-len(boundary) - 1000 :]:
        raise Problem(400, "The form is not whole: its last part has no end.")
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=2_000_000)
    except (HTTPException, MultiPartException, ValueError, KeyError) as problem:
        said = getattr(problem, "detail", "") or getattr(problem, "message", "") or "it does not follow its own type"
        raise Problem(400, f"The form cannot be read: {said}.") from None
    try:
        return await _read(form)
    finally:
        await form.close()


async def _read(form: FormData) -> Filled:
    texts: dict[str, str] = {}
    answers: dict[str, tuple[str, ...]] = {}
    files: list[Attachment] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            if value.filename or content:
                files.append(attachment(value.filename or "", value.content_type or "", content))
                if name.startswith(FIELD):
                    answers[name[len(FIELD) :]] = (*answers.get(name[len(FIELD) :], ()), value.filename or "file")
        elif name.startswith(FIELD):
            answers[name[len(FIELD) :]] = (*answers.get(name[len(FIELD) :], ()), value)
        else:
            texts.setdefault(name, value)
    return _filled(texts, answers, tuple(files))


def _filled(texts: Mapping[str, str], answers: dict[str, tuple[str, ...]], files: tuple[Attachment, ...]) -> Filled:
    known: dict[str, Any] = {
        name: texts.get(name, "") for name in ("name", "email", "phone", "subject", "text", "key", "website", "asset")
    }
    return Filled(**known, answers=answers, files=files)
