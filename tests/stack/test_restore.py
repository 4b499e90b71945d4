"""The restore drill against the deployed stack: the operator's own command, its own words, and the product on it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from local.aws import ROOT
from local.stack import LocalStack

from support_chat.desk import Desk
from support_chat.model import chat_id_of
from support_chat.people import Customer
from support_chat.settlement import tell_nobody
from support_chat.store import Store
from support_chat.table import Table
from tests.people import Person, agent, new_customer

COMMAND_SECONDS = 180


def operate(stack: LocalStack, *arguments: str) -> tuple[int, str]:
    """What the operator sees of `python -m operate.restore`."""
    command = [sys.executable, "-m", "operate.restore", "--stack", "support-chat", *arguments]
    env = stack.aws.tool_environment()
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=COMMAND_SECONDS)
    return done.returncode, done.stdout + done.stderr


def erased(admin: Person, customer: Person) -> None:
    route, body = f"/admin/chats/{chat_id_of(customer.id)}/erase", {"confirm": customer.id}
    while admin.post(route, body).raise_for_status().status_code != 200:
        pass


def test_the_drill_as_an_operator_does_it(stack: LocalStack) -> None:
    admin, staying, going = agent(stack), new_customer(stack), new_customer(stack)
    staying.say("I stay").raise_for_status()
    going.say("I want to be forgotten").raise_for_status()
    tables = stack.aws.client("dynamodb")
    source = stack.info["outputs"]["TableName"]
    backup = tables.create_backup(TableName=source, BackupName="before")["BackupDetails"]["BackupArn"]
    erased(admin, going)
    name = f"drill-{staying.id}"
    code, told = operate(stack, "--backup", backup, "--to", name)
    assert code == 0, told
    assert "1 had come back, and are erased again" in told
    assert f"RestoredTable={name}" in told
    table = tables.describe_table(TableName=name)["Table"]
    assert table["DeletionProtectionEnabled"] is True
    assert len(table["GlobalSecondaryIndexes"]) == 6
    assert tables.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["AttributeName"] == "expires_at"
    with ThreadPoolExecutor(1) as readers:
        store = Store(Table(tables, name, readers))
        desk = Desk(
            store, tell_nobody, lambda _chat, _at: True, lambda: datetime.now(UTC), mail_delay=timedelta(minutes=5)
        )
        assert store.chat(chat_id_of(going.id)) is None
        back = Customer(user_id=staying.id, email=staying.email, email_verified=True, name="Staying")
        assert [entry.message.content for entry in desk.open(back)[1]] == ["I stay"]
        assert desk.say(back, "And go on", chat_id_of("a message"))[0].seq == 2


def test_the_command_says_in_plain_words_what_it_cannot_do(stack: LocalStack) -> None:
    # The emulator does not do what the template says of it (tests/unit/test_the_template_keeps_data.py).
    stack.aws.client("dynamodb").update_continuous_backups(
        TableName=stack.info["outputs"]["TableName"],
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    code, told = operate(stack, "--at", "1999-12-31T00:00:00Z")
    assert code == 1
    assert "can be restored to a time from" in told
    assert "Traceback" not in told
