"""Starts one process, waits for it, and tells what it took: `python -S -E starter.py DESCRIPTOR COMMAND...`.

A process inherits the peak of whoever starts it (Linux counts what was there before `exec`), so the starter is small.
"""

import json
import os
import sys
import time


def main() -> None:
    """Write seconds, MB and the status of the command to the open file that the first word names."""
    told, command = int(sys.argv[1]), sys.argv[2:]
    os.set_inheritable(told, False)
    began = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(process, 0)
    taken = {
        "wall": time.perf_counter() - began,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss / 1024,
        "status": os.waitstatus_to_exitcode(status),
    }
    os.write(told, json.dumps(taken).encode())


if __name__ == "__main__":
    main()
