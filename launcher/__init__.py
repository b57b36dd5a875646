"""What `python run.py` does: set-up, start, tests. Standard library only, and nothing of the app.

The rest of Foldersight runs inside .venv; this part makes .venv, so it can rely on nothing.
"""
