"""What the Download page is made of."""
