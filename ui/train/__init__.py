"""What the Train page is made of: the settings, the picture of the model, progress and results."""
