"""What a request may wait for, added up: always less than its function has, which is less than API Gateway waits."""

from __future__ import annotations

from typing import Any

from support_chat import clients
from support_chat.erasure import REQUEST_BUDGET
from support_chat.mail_head import CLAIM_LEASE
from support_chat.mailroom import SWEEP_BUDGET
from support_chat.patience import BUDGET_SECONDS
from support_chat.realtime import PUBLISH_SECONDS
from tests.template import resources, template

API_GATEWAY_SECONDS = 30
FUNCTIONS = resources("AWS::Serverless::Function")
API_SECONDS = template()["Globals"]["Function"]["Timeout"]

# The most store calls that one attempt makes: the head, whether it was said before (two reads), the transaction.
CALLS_PER_ATTEMPT = 4
# boto3's standard mode pauses at most a second before its one further attempt.
PAUSE_SECONDS = 1


def longest(config: Any) -> float:
    attempts = config.retries["total_max_attempts"]
    pauses = (attempts - 1) * PAUSE_SECONDS
    return float(attempts * (config.connect_timeout + config.read_timeout) + pauses)


EFFECT_SECONDS = max(PUBLISH_SECONDS, longest(clients.ALARM))
# A reply counts itself while it tells everybody and sets the alarm.
REPLY_SECONDS = max(EFFECT_SECONDS, longest(clients.TABLE))
WRITE_SECONDS = BUDGET_SECONDS + longest(clients.TABLE) + CALLS_PER_ATTEMPT
ONE_CHECK_SECONDS = 2 * WRITE_SECONDS + longest(clients.MAIL) + 2 * EFFECT_SECONDS  # claim, send, record


def test_a_silent_store_is_given_up_before_the_function_is() -> None:
    # A call that times out ends its attempt, so that only one of the calls can take its longest.
    slow_attempt = longest(clients.TABLE) + CALLS_PER_ATTEMPT - 1
    assert BUDGET_SECONDS + slow_attempt + REPLY_SECONDS < API_SECONDS < API_GATEWAY_SECONDS
    # Opening a chat tells nobody, and may ask for the usual reply time.
    assert BUDGET_SECONDS + slow_attempt + longest(clients.TABLE) < API_SECONDS


def test_a_request_to_erase_ends_even_where_the_erasure_log_is_silent() -> None:
    last_step = BUDGET_SECONDS + CALLS_PER_ATTEMPT - 1 + max(longest(clients.ERASURE_LOG), longest(clients.TABLE))
    assert REQUEST_BUDGET.total_seconds() + last_step < API_SECONDS


def test_a_mail_is_claimed_sent_and_recorded_within_the_functions_time_and_that_within_the_lease() -> None:
    seconds = FUNCTIONS["EmailCheckFunction"]["Timeout"]
    assert ONE_CHECK_SECONDS < seconds < CLAIM_LEASE.total_seconds()


def test_a_sweep_begins_no_check_that_it_cannot_end() -> None:
    seconds = FUNCTIONS["EmailSweepFunction"]["Timeout"]
    assert SWEEP_BUDGET.total_seconds() + ONE_CHECK_SECONDS < seconds


def test_ses_is_asked_once_and_the_alarm_set_once() -> None:
    assert longest(clients.MAIL) == clients.MAIL.connect_timeout + clients.MAIL.read_timeout
    assert clients.MAIL.retries["total_max_attempts"] == 1
    assert clients.ALARM.retries["total_max_attempts"] == 1


def test_every_client_has_a_bound_on_connecting_and_on_answering() -> None:
    for config in (clients.TABLE, clients.SECRETS, clients.ERASURE_LOG, clients.ALARM, clients.MAIL):
        assert 0 < config.connect_timeout <= 2
        assert 0 < config.read_timeout <= 10
