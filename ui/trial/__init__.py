"""What the Test page is made of."""
