"""A place in a list as an opaque word: the list's own order is behind it, and only we make one."""

import base64
import binascii
import re

from support_chat.errors import Invalid

_SORT_KEY = re.compile(r"(CMID|INT|MAIL|MSG)#.{1,900}|~HEAD", re.DOTALL)
_POSITION = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def cursor_of(position: str | None, of: str) -> str | None:
    """The position in the list `of` as a cursor."""
    return base64.urlsafe_b64encode(f"{of} {position}".encode()).decode() if position else None


def position_of(cursor: str | None, of: str) -> str | None:
    """The position a cursor stands for; `Invalid` for one we did not make for the list `of`."""
    return _opened(cursor, of, _POSITION)


def sort_key_of(cursor: str | None, of: str) -> str | None:
    """The sort key within a chat that a cursor stands for; `Invalid` for one we did not make for `of`."""
    return _opened(cursor, of, _SORT_KEY)


def _opened(cursor: str | None, of: str, known: re.Pattern[str]) -> str | None:
    if cursor is None:
        return None
    try:
        word = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise Invalid("the cursor is not one of ours") from error
    position = word.removeprefix(f"{of} ")
    if position == word or not known.fullmatch(position):
        raise Invalid("the cursor is not one of this list's")
    return position
