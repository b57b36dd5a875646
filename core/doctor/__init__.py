"""Looks a data set over before it is trained on: what is wrong with the photos, and what to do."""
