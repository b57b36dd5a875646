"""Many photos asked at once: a zip, a folder or a handful of files, with answers to sort and take away."""
