"""The terminal side of the engine; the only part of it that prints."""
