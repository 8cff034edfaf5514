"""How long a learner waits: for the package, and for the first picture."""

import subprocess
import sys
import time
from statistics import median

import nbformat
from jupyter_client.manager import start_new_kernel

from course.door import environment
from course.door.place import NOTEBOOKS, PROJECT

IMPORT_LIMIT_MS = 50
FIRST_WEB_LIMIT_S = 3.0


def seconds_for(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)
    return time.perf_counter() - started


def test_importing_the_package_costs_next_to_nothing() -> None:
    """Peer: the same interpreter without the import, in turns."""
    extra = [seconds_for("import course") - seconds_for("pass") for _ in range(7)]
    print(f"import course: {1000 * median(extra):.1f} ms (limit {IMPORT_LIMIT_MS} ms)")
    assert 1000 * median(extra) < IMPORT_LIMIT_MS


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys; before = set(sys.modules); import course; print(set(sys.modules) - before)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "{'course'}"


def test_the_first_web_is_drawn_soon_after_the_kernel_starts() -> None:
    notebook = nbformat.read(NOTEBOOKS / "05_direct_requests.ipynb", as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    shown: list[str] = []

    def listen(message: dict) -> None:
        shown.extend(message["content"].get("data", {}).values())

    started = time.perf_counter()
    manager, client = start_new_kernel(cwd=str(NOTEBOOKS), env=environment.variables())
    try:
        client.execute_interactive(first.source, timeout=60, output_hook=listen)
        seconds = time.perf_counter() - started
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    print(f"kernel start to first web: {seconds:.2f} s (limit {FIRST_WEB_LIMIT_S} s)")
    assert any("<svg" in str(part) for part in shown), "the first code cell draws the web"
    assert seconds < FIRST_WEB_LIMIT_S
