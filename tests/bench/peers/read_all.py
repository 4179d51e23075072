"""git reading every object of a desk and ryaml every front matter, and nothing more: `python read_all.py DESK.git`."""

import subprocess
import sys

import ryaml


def main() -> None:
    """Read, parse, count."""
    command = ["git", "-C", sys.argv[1], "cat-file", "--batch-all-objects", "--batch", "--unordered", "--buffer"]
    read = parsed = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        out = process.stdout
        assert out
        while header := out.readline():
            _, kind, size = header.split()
            content = out.read(int(size) + 1)
            read += 1
            if kind == b"blob" and content.startswith(b"---\n"):
                ryaml.loads(content[4:].partition(b"\n---\n")[0].decode())
                parsed += 1
    print(f"{read} objects, {parsed} with front matter")


if __name__ == "__main__":
    main()
