"""Where everything that is remembered stands on disk."""
