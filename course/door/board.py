"""The board as a page of its own: quiet, offline, this machine only, with a token.

Voila runs a notebook of one line and shows what it gives. Whoever opens the page can use the
board, and cannot run code.
"""

import os
import secrets
import tempfile
import webbrowser
from pathlib import Path

from jupyter_server.base.websocket import WS_PING_INTERVAL
from tornado.ioloop import IOLoop
from voila.app import Voila

from course.door import kernel, trust
from course.door.place import PROJECT, DoorError, shown

NOTEBOOK = PROJECT / "course" / "study" / "board" / "board.ipynb"
PAGE = Path(__file__).parent / "page"
"""Where Voila finds the template ``course``."""


def run(browser: bool) -> int:
    """Serve the board until it is stopped."""
    if not NOTEBOOK.exists():
        raise DoorError(
            f"{shown(NOTEBOOK)} is missing in {PROJECT}. Take a fresh copy of the project, or\n"
            "restore it: git checkout course"
        )
    others = os.environ.get("JUPYTER_PATH", "")
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(PAGE), others]))
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_hex(24)
    trust.trust([NOTEBOOK])
    server = Voila()
    server.initialize(flags(token))
    # Voila waits longer for a pong than for the next ping, and would be told so at each page.
    server.tornado_settings = {"ws_ping_timeout": WS_PING_INTERVAL}
    with tempfile.TemporaryDirectory() as folder:
        # The server begins to listen once its loop runs; only then is the address of any use.
        IOLoop.current().add_callback(announce, server, token, Path(folder) if browser else None)
        server.start()
    return 0


def announce(server: Voila, token: str, folder: Path | None) -> None:
    """Say where the board is and how to stop it; with a ``folder``, open it in the browser."""
    address = f"http://127.0.0.1:{server.port}/?token={token}"
    print(f"The board is at {address}")
    print("Open this address in a browser." if folder is None else "It is opening in your browser.")
    print("To stop it, press Ctrl-C here.", flush=True)
    if folder is not None:
        webbrowser.open(way_in(folder, address))


def way_in(folder: Path, address: str) -> str:
    """The address of a file that leads to ``address``.

    A browser's own command line can be read by everybody on a machine, and is to show no token.
    """
    file = folder / "board.html"
    file.touch(mode=0o600)
    leads = (
        f'<meta http-equiv="refresh" content="0;url={address}"><a href="{address}">The board</a>'
    )
    file.write_text(leads, encoding="utf-8")
    return file.as_uri()


def flags(token: str) -> list[str]:
    """The options for Voila: all that matters is said, so that no configuration opens it wider."""
    chosen = [
        str(NOTEBOOK),
        f"--Voila.root_dir={NOTEBOOK.parent}",
        "--Voila.ip=127.0.0.1",
        "--Voila.open_browser=False",
        f"--Voila.token={token}",
        "--Voila.log_level=WARN",
        "--VoilaConfiguration.template=course",
        "--VoilaConfiguration.allow_template_override=NO",
        "--VoilaConfiguration.strip_sources=True",
        "--VoilaConfiguration.file_allowlist=^$",  # no file of the folder
        "--VoilaConfiguration.show_tracebacks=False",
    ]
    return chosen + [f"--KernelManager.{name}={value}" for name, value in kernel.options().items()]
