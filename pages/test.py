"""Asking the model about new photos."""

from ui import shell
from ui.trial.trial_page import trial_page

with shell.page("test") as page:
    trial_page(page)
