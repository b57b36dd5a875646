"""The engine of Foldersight: usable from a terminal, a page or a worker alike. See README.md beside this file."""
