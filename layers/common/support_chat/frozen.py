"""What every value of the rules and of the answers is made of: it does not change."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value of the rules; it ignores what a newer version stored."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class View(BaseModel):
    """What an answer is made of. Like every value it is built when it is first used: most functions use few of them."""

    model_config = ConfigDict(frozen=True, defer_build=True)
