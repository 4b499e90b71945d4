"""Five minutes offline while everybody else goes on: the agent is told, and afterwards nothing is missing."""

from __future__ import annotations

from local.stack import LocalStack
from playwright.sync_api import BrowserContext, expect

from tests.e2e.clock import as_time_goes_by
from tests.e2e.conftest import OpenDashboard
from tests.people import Person, agent, message, new_customer

MINUTE = "01:00"
MINUTES = 5


def test_what_others_did_in_five_minutes_is_there_once_and_the_agent_was_told(
    stack: LocalStack, dashboard: OpenDashboard, context: BrowserContext
) -> None:
    ben = agent(stack, "agent2")
    open_chat, put_away, newcomer = (new_customer(stack) for _ in range(3))
    open_chat.say("Before")
    put_away.say("This is settled soon")
    chat_id = open_chat.chat()["id"]
    first, second = (ben.reply(chat_id, text).json() for text in ("It costs 50", "Wrong chat"))
    agents = dashboard(context=context).connected().open(open_chat)
    page = agents.page
    expect(agents.messages).to_have_text(["Before", "It costs 50", "Wrong chat"])

    context.set_offline(True)
    banner = page.locator("[data-banner]")
    expect(banner).to_contain_text("The server cannot be reached")
    agents.say("Written offline")
    for minute in range(MINUTES):
        open_chat.say(f"Question {minute}").raise_for_status()
        ben.reply(chat_id, f"Answer {minute}").raise_for_status()
        context.clock.fast_forward(MINUTE)
    change_meanwhile(ben, chat_id, first["seq"], second["seq"])
    newcomer.say("Somebody new").raise_for_status()
    ben.post(f"/admin/chats/{put_away.chat()['id']}/archive").raise_for_status()
    expect(banner).to_contain_text("The server cannot be reached")
    expect(agents.messages).to_have_text(["Before", "It costs 50", "Wrong chat", "Written offline"])

    context.set_offline(False)
    told = as_time_goes_by(
        context, banner.text_content, lambda text: "What came in" in (text or ""), what="all is back"
    )
    assert "What came in meanwhile is here" in (told or "")
    said = [f"{who} {minute}" for minute in range(MINUTES) for who in ("Question", "Answer")]
    expect(agents.messages).to_have_text(["Before", "It costs 15", "Message withdrawn", *said, "Written offline"])
    expect(page.get_by_role("log").locator(".note-text")).to_have_text(["Rang her meanwhile"])
    expect(agents.row(newcomer)).to_be_visible()
    expect(agents.row(put_away)).to_have_count(0)

    def stored() -> list[str]:
        return [message["content"] for message in ben.get(f"/admin/chats/{chat_id}").json()["messages"]]

    # It is shown before it is sent, and its turn comes when the outbox tries again.
    whole = ["Before", "It costs 15", "", *said, "Written offline"]
    as_time_goes_by(context, stored, lambda contents: contents == whole, what="what was written offline")


def change_meanwhile(ben: Person, chat_id: str, edited: int, withdrawn: int) -> None:
    """An edit, a withdrawal and a note, which leave no message behind that one could count."""
    messages = f"/admin/chats/{chat_id}/messages"
    ben.call("PATCH", f"{messages}/{edited}", json={"content": "It costs 15"}).raise_for_status()
    ben.call("DELETE", f"{messages}/{withdrawn}").raise_for_status()
    ben.post(f"/admin/chats/{chat_id}/notes", message("Rang her meanwhile")).raise_for_status()
