"""What the Learn page is made of: chapters, and figures that are computed, not drawn by hand."""
