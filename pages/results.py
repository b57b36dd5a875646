"""How good the model is, and where it errs."""

from ui import shell
from ui.results.results_page import results_page

with shell.page("results") as page:
    results_page(page)
