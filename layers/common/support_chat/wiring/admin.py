"""The parts of the agents' API."""

from __future__ import annotations

from functools import cached_property

from support_chat.audit import AuditList
from support_chat.changes import Changes
from support_chat.export import Export
from support_chat.lists import Lists
from support_chat.marks import Marks
from support_chat.notes import Notes, NoteStore
from support_chat.saved_replies import SavedReplies
from support_chat.search import Search
from support_chat.standing import Standing
from support_chat.team import Team
from support_chat.wiring.desk import DeskWiring
from support_chat.wiring.erasure import ErasureWiring


class AdminWiring(DeskWiring, ErasureWiring):
    """What agents have beside the desk."""

    @cached_property
    def lists(self) -> Lists:
        """The agents' lists of chats."""
        return Lists(self.table)

    @cached_property
    def export(self) -> Export:
        """Everything held about a customer."""
        return Export(self.table, self.now)

    @cached_property
    def team(self) -> Team:
        """The agents who have signed in."""
        return Team(self.table, self.now)

    @cached_property
    def standing(self) -> Standing:
        """Whose a chat is, and whose messages are not wanted."""
        return Standing(self.desk, self.team, self.now)

    @cached_property
    def audit_list(self) -> AuditList:
        """Who did what."""
        return AuditList(self.table)

    @cached_property
    def saved_replies(self) -> SavedReplies:
        """The texts that the team keeps."""
        return SavedReplies(self.table, self.now)

    @cached_property
    def notes(self) -> Notes:
        """Agents' notes."""
        return Notes(NoteStore(self.table), self.desk.chat, self._publish, self.now)

    @cached_property
    def changes(self) -> Changes:
        """What agents change of their own messages."""
        return Changes(self.store, self._publish, self.now)

    @cached_property
    def search(self) -> Search:
        """Finding chats."""
        return Search(self.table)

    @cached_property
    def marks(self) -> Marks:
        """What agents mark by hand."""
        return Marks(self.desk, self.now)
