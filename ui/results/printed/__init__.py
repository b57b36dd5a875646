"""The Results page as one file to print or keep."""
