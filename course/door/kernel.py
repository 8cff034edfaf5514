"""How the door's kernels are reached: encrypted where Jupyter can, which also keeps it quiet.

A kernel that is reached without encryption warns about it in the terminal at every start.
"""

import zmq
from jupyter_client.manager import KernelManager


def options() -> dict[str, str]:
    """Settings of ``KernelManager``; none where Jupyter is older or zmq was built without it."""
    known = "transport_encryption" in KernelManager.class_trait_names()
    return {"transport_encryption": "auto"} if known and zmq.has("curve") else {}
