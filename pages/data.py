"""The photos of a project: bringing them in, looking at them, and what is still missing."""

from ui import shell
from ui.data.photos_page import photos_page

with shell.page("data") as page:
    photos_page(page, page.require_project())
