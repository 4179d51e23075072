"""A real gateway on a real desk, killed with -9 under load: every 2xx is a ticket, and none is two."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from storm import PATIENCE, weather

from live_desk import free_port, set_up

STARTS = """
import sys, time
from pathlib import Path
from storm import Gateway
Gateway(Path(sys.argv[1]), int(sys.argv[2])).start()
print("up", flush=True)
time.sleep(600)
"""


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_a_gateway_ends_with_the_storm_that_started_it_even_when_that_is_killed(tmp_path: Path) -> None:
    desk, port = set_up(tmp_path), free_port()
    command = [sys.executable, "-c", STARTS, str(desk), str(port)]
    storm = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parent)
    assert storm.stdout is not None and storm.stdout.readline() == b"up\n"
    assert listens(port)
    storm.send_signal(signal.SIGKILL)
    storm.communicate()
    until = time.monotonic() + PATIENCE
    while listens(port) and time.monotonic() < until:
        time.sleep(0.05)
    assert not listens(port)


@pytest.mark.slow
@pytest.mark.parametrize("group", [False, True], ids=["the gateway alone", "the pass with it"])
def test_every_2xx_is_a_ticket_whatever_is_killed(tmp_path: Path, group: bool) -> None:
    found = weather(tmp_path, rate=40, seconds=4, kills=1, group=group)
    assert found["connections that broke"], "nothing was under way when it was killed"
    assert found["posted"] == found["answered 2xx"] == found["tickets"] == 160
    assert found["2xx without a ticket"] == 0
    assert found["requests with two tickets"] == 0
    assert found["receipts that name another ticket or none"] == 0
    assert found["exit status"] == 0, "TERM ends it as it should"
