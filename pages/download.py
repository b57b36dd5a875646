"""Taking the model away as a file that works elsewhere."""

from ui import shell
from ui.download.download_page import download_page

with shell.page("download") as page:
    download_page(page)
