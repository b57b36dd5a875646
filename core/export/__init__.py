"""Files that work without Foldersight."""
