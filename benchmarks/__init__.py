"""Measurements of speed, memory and accuracy; `python run.py bench --help` lists them."""
