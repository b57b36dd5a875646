"""The version of Foldersight, once."""

VERSION = "0.1.0"
