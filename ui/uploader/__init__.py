"""Uploads of any size: streamed to disk by the served app, with the plain uploader elsewhere."""

from ui.uploader.routes import upload_routes
from ui.uploader.service import UploadService
from ui.uploader.upload_area import last_upload_name, upload_area

__all__ = ["UploadService", "last_upload_name", "upload_area", "upload_routes"]
