"""Who takes part: the customer, and the team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from support_chat.frozen import Frozen

# What visitors' ids begin with; no host application's token may name one.
VISITOR = "visitor:"


class Customer(Frozen):
    """Who the host application says is asking, or a visitor, of whom nobody says anything.

    `email_verified` is None where the host's token does not say."""

    user_id: str
    email: str
    email_verified: bool | None = None
    name: str | None = None
    address: str = ""  # of the network, as the gateway saw it: to be counted by, and never stored or logged

    @property
    def visitor(self) -> bool:
        """Whether nobody has signed them in."""
        return self.user_id.startswith(VISITOR)


class Person(Frozen):
    """A member of the team, as colleagues see them beside what they did."""

    id: str
    name: str


Role = Literal["agent", "admin"]


class Agent(Person):
    """A member of the team, as the OIDC provider names them. An admin may do what an agent may, and more."""

    role: Role = "agent"


@dataclass(frozen=True)
class Groups:
    """Which claim names an agent's groups, and which of these may do what.

    The claim's name may be a path, as `realm_access.roles`."""

    agents: str
    admins: str
    claim: str = "cognito:groups"
