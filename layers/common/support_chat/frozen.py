"""What every value of the rules is made of: it does not change, and it ignores what a newer version stored."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that never changes."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
