"""A whole conversation with a canary in every field, good and bad: nothing of it in a log, a schedule or a dead letter.

The same is looked for once more when all stack and browser tests are over (tests/conftest.py)."""

from __future__ import annotations

from uuid import uuid4

from local.stack import LocalStack

from tests.canary import TEXT, leaks, places
from tests.people import agent, bearer, eventually, message, new_customer


def test_nothing_of_a_conversation_is_where_operators_look(stack: LocalStack) -> None:
    alice, ada = new_customer(stack, name=f"{TEXT} Alice"), agent(stack)
    context = {"page": f"https://shop.example/{TEXT}", "title": TEXT}
    alice.post("/support_chat/messages", {**message(f"{TEXT} question"), "context": context}).raise_for_status()
    chat_id = alice.chat()["id"]
    ada.reply(chat_id, f"{TEXT} answer").raise_for_status()
    ada.post(f"/admin/chats/{chat_id}/notes", message(f"{TEXT} note")).raise_for_status()
    ada.get("/admin/search", q=TEXT).raise_for_status()
    # What is refused says no more than what is not.
    for who in (alice, ada, bearer(stack, f"{TEXT}"), bearer(stack, None)):
        who.post(f"/support_chat/messages?{TEXT}=1", {"content": TEXT, TEXT: TEXT})
        who.call("POST", "/support_chat/messages", content=f"{{{TEXT}".encode())
        who.get(f"/admin/chats/{TEXT}")
        who.get("/unsubscribe", token=f"{TEXT}@example.com")
        who.sign("/pusher/auth", TEXT, TEXT)
    known = str(uuid4())
    bearer(stack, None).get(f"/health?{known}")
    eventually(lambda: sum(chat_id in said for _, said in places(stack)), lambda n: n > 3, what="lines about this chat")
    found, looked = leaks(stack)
    assert found == []
    assert looked > 10
