"""The home page: what this is, your projects, and how to begin."""

from ui import shell
from ui.home.introduction import introduction
from ui.home.open_file import open_file
from ui.home.project_cards import project_cards
from ui.home.start import start

with shell.page("home") as page:
    introduction()
    parts = (project_cards, start) if page.projects.all() else (start, project_cards)
    for part in parts:
        part(page)
    open_file(page)
