"""Uploads on their way to disk, without a web framework."""

from core.uploads.area import UploadArea
from core.uploads.types import MB, Received, Upload, UploadKind, UploadLimits

__all__ = ["MB", "Received", "Upload", "UploadArea", "UploadKind", "UploadLimits"]
