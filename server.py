"""The served app: Streamlit with the routes that it lacks. `streamlit run server.py` starts it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import streamlit as st

from ui import resources
from ui.api import api_routes
from ui.data.photo_route import picture_routes
from ui.home.saved_route import saved_routes
from ui.uploader import UploadService, upload_routes

uploads = UploadService()


@contextlib.asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """What lives as long as the server: started in this order, ended in the opposite one."""
    with contextlib.ExitStack() as services:
        services.enter_context(uploads.served())
        services.callback(resources.stop)
        resources.start()
        yield


routes = [*upload_routes(uploads), *api_routes(), *saved_routes(), *picture_routes()]
app = st.App("streamlit_app.py", routes=routes, lifespan=lifespan)
