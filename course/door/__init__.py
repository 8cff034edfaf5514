"""Behind ``python3 -m course``: environment, JupyterLab, proof, notebooks, doctor."""
