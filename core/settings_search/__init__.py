"""Looking for good settings by trying them."""
