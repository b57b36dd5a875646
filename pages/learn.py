"""What transfer learning is, and why it works."""

from ui import shell
from ui.learn.learn_page import learn_page

with shell.page("learn") as page:
    learn_page(page)
