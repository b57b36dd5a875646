"""Projects and models as files: saved, and opened again on another computer."""
