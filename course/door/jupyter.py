"""JupyterLab as the course wants it: the welcome notebook, quiet, offline, this machine only.

Everything is said on its command line, so that the person's own Jupyter configuration is
neither changed nor able to open the door wider. Their own settings of JupyterLab (theme, keys)
still count.
"""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from jupyterlab.labapp import LabApp

from course.door import kernel, trust
from course.door.place import NOTEBOOKS, PROJECT, WELCOME, DoorError, shown

SETTINGS = Path(__file__).parent / "settings"


def run(browser: bool) -> int:
    """Serve the course until it is stopped."""
    if not WELCOME.exists():
        raise DoorError(
            f"{shown(WELCOME)} is missing in {PROJECT}. Take a fresh copy of the project, or\n"
            "restore it: git checkout notebooks"
        )
    trust.trust(sorted(NOTEBOOKS.glob("*.ipynb")))
    server = LabApp.initialize_server(argv=flags(browser))
    # The server begins to listen once its loop runs; only then is the address of any use.
    server.io_loop.add_callback(announce, server, browser)
    server.start()
    return 0


def announce(server: Any, browser: bool) -> None:
    """Say where the course is and how to stop it."""
    # The server shows a token that was given to it as three dots, so the address is put together.
    token = server.identity_provider.token
    print(f"The course is at http://127.0.0.1:{server.port}{server.default_url}?token={token}")
    print("It is opening in your browser." if browser else "Open this address in a browser.")
    print("To stop it, press Ctrl-C here and answer y.", flush=True)


def flags(browser: bool) -> list[str]:
    """The options for JupyterLab."""
    address = WELCOME.relative_to(PROJECT).as_posix()
    chosen = [
        f"--ServerApp.root_dir={PROJECT}",
        f"--ServerApp.open_browser={browser}",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.log_level=WARN",
        "--LabApp.log_level=WARN",
        f"--LabApp.default_url=/lab/tree/{address}",
        f"--LabApp.app_settings_dir={SETTINGS}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        # The board has a door of its own; here it would only make the start longer.
        "--ServerApp.jpserver_extensions=voila.server_extension=False",
        # It would start npm to look for language servers, which the course does not use.
        "--LanguageServerManager.autodetect=False",
    ]
    chosen += [f"--KernelManager.{name}={value}" for name, value in kernel.options().items()]
    if not os.environ.get("JUPYTER_TOKEN"):
        # Jupyter would make one as well, but a person's configuration could have switched it off.
        chosen.append(f"--IdentityProvider.token={secrets.token_hex(24)}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # In a container one is often root; the token and the loopback address still guard.
        chosen.append("--ServerApp.allow_root=True")
    if not sys.stdin.isatty():
        chosen.append("--ServerApp.answer_yes=True")
    return chosen
