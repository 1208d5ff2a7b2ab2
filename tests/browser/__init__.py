"""The lessons in a real JupyterLab and a real browser."""
