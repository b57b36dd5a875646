"""Choosing settings, watching the model learn, and all earlier trainings."""

from ui import shell
from ui.train.train_page import train_page

with shell.page("train") as page:
    train_page(page)
