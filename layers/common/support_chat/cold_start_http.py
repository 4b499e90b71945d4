"""As `cold_start`, for functions that answer HTTP."""

from __future__ import annotations

from support_chat.cold_start import over as over
from support_chat.cold_start import stand_in, standing_in

# FastAPI has 37 pydantic models of what an OpenAPI document says, and would build them all.
stand_in("fastapi.openapi.models")
# For the version of a validator of addresses, which we do not use.
with standing_in("importlib.metadata"):
    import pydantic.networks  # noqa: F401
