"""One shop, four architectures: a course on microservices in JupyterLab.

``python3 -m course`` opens it; see ``README.md``.
"""
