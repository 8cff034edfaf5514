"""Which notebooks JupyterLab trusts: it shows no SVG, and so no diagram, of the others."""

from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary


def trust(notebooks: list[Path]) -> None:
    """Mark notebooks as trusted, as ``jupyter trust`` does."""
    with NotebookNotary() as notary:
        for path in notebooks:
            notary.sign(nbformat.read(path, as_version=4))


def untrusted(notebooks: list[Path]) -> list[Path]:
    """Those of the notebooks that JupyterLab would not trust."""
    with NotebookNotary() as notary:
        return [
            path
            for path in notebooks
            if not notary.check_signature(nbformat.read(path, as_version=4))
        ]
