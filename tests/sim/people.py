"""The team."""

from support_chat.people import Agent

AGENTS = (Agent(id="ana", name="Ana"), Agent(id="ben", name="Ben"))
