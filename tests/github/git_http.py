"""Git over HTTP as GitHub serves it: git's own `http-backend` behind a request (git-http-backend(1), RFC 3875)."""

import base64
import os
import re
import subprocess
from pathlib import Path

GIT_PATH = re.compile(r"/([^/]+/[^/]+)\.git/(info/refs|git-upload-pack|git-receive-pack)\Z")


def token_of(headers: dict[str, str]) -> str:
    """The token that git was given: the password of its basic authentication, whoever it says it is."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value).decode().partition(":")[2]
    except ValueError:
        return ""


def create(root: Path, repo: str) -> Path:
    """A bare repository that takes pushes over HTTP."""
    path = root / f"{repo}.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(path)], check=True)
    subprocess.run(["git", "-C", str(path), "config", "http.receivepack", "true"], check=True)
    return path


def serve(
    root: Path, method: str, path: str, query: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """(status, headers, body) of one request."""
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_PROJECT_ROOT": str(root),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "HOME": str(root),
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
        "GIT_PROTOCOL": headers.get("git-protocol", ""),
        "REMOTE_USER": "somebody",
        "REMOTE_ADDR": "127.0.0.1",
    }
    done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
    head, _, content = done.stdout.partition(b"\r\n\r\n")
    said = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
    status = int(said.pop("Status", "200").split()[0])
    return status, {name.lower(): value for name, value in said.items()}, content
