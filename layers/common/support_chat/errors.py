"""Everything that can go wrong in the product's own words; `http_edge.py` holds the one table from these to HTTP.

SupportChatError
├── Unauthorized        nobody we know
├── Forbidden           somebody, but not allowed this
│   ├── VisitorsNotAllowed  this deployment has signed-in customers only
│   └── Blocked             agents take no more messages from them
├── TooMany             not now: a limit is used up
├── NotFound            no such chat, no such agent
├── Invalid             understood, and not acceptable
├── BeingErased         the chat is being taken out of the table
├── MessageIdReused     the client_message_id already belongs to another text
├── ChangedMeanwhile    somebody else changed what is being changed: a person decides
├── NoRoom              there are as many of these as there may be
├── TooLate             a message of more than ten minutes ago stays as it is
├── Withdrawn           an unsent message has no text to edit
├── Conflict            somebody else wrote the same item first: read again, try again
├── Unclear             the store did not answer: it may have written, or not
├── Busy                it did not go through in the time we give it: the client tries again
├── InvocationFailed    what a function that is not HTTP's ends with: the error's name, and nothing of its text
└── MailNotSent         SES did not take the mail
    ├── MailPostponed     and surely sent nothing: try again later
    ├── MailRefused       and never will
    └── MailUncertain     or did it? the answer is missing
"""

from datetime import timedelta


class SupportChatError(Exception):
    """Base of all; `str()` is fit to be told to the caller."""


class Unauthorized(SupportChatError):
    """The bearer token is missing, malformed, expired, or not for us."""


class Forbidden(SupportChatError):
    """The caller is known and may not do this."""


class VisitorsNotAllowed(Forbidden):
    """This deployment gives nobody an identity of ours."""


class Blocked(Forbidden):
    """Agents want no more messages from this customer. Why is not for the customer to read."""


class TooMany(SupportChatError):
    """A limit is used up; after `retry_after` there is more."""

    def __init__(self, message: str, *, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotFound(SupportChatError):
    """There is no such chat, or whatever was named."""


class Invalid(SupportChatError):
    """A value is well-formed JSON and still not acceptable, such as a cursor we did not make."""


class BeingErased(SupportChatError):
    """Everything about this customer is being erased; afterwards they may begin anew."""


class MessageIdReused(SupportChatError):
    """The same client_message_id came with another text."""


class ChangedMeanwhile(SupportChatError):
    """What was to be changed is not any more what the caller had before them; nothing was written."""


class NoRoom(SupportChatError):
    """As many as there may be are there."""


class TooLate(SupportChatError):
    """The time in which its author may change a message is over."""


class Withdrawn(SupportChatError):
    """The message was unsent, which cannot be undone."""


class Conflict(SupportChatError):
    """Another writer changed the chat between our read and our write; nothing was written."""


class Unclear(SupportChatError):
    """The store failed to answer, so that the write may be there or not: read again before anything else."""


class Busy(SupportChatError):
    """Conflicts, throttling or silence outlasted the budget; trying again with the same ids is safe."""


class InvocationFailed(SupportChatError):
    """An unexpected error ended an invocation; `str()` is its code or its class, fit to be kept anywhere."""


class MailNotSent(SupportChatError):
    """SES did not confirm the mail."""


class MailPostponed(MailNotSent):
    """Nothing was sent (throttled, or never reached SES): a later attempt is safe."""


class MailRefused(MailNotSent):
    """Nothing was sent and no later attempt will be (rejected, paused, unverified sender)."""


class MailUncertain(MailNotSent):
    """The answer was lost: the mail may be on its way, so it must not be sent again."""
