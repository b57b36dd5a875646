"""The HTTP endpoint by which other programs ask a model."""

from ui.api.address import model_address, model_id
from ui.api.routes import api_routes

__all__ = ["api_routes", "model_address", "model_id"]
