"""What each role of the stack may do, and to what: exactly what is listed here. A new right is added here on purpose.

Beside these SAM gives every function what all of them need: to write its logs, and to send traces (X-Ray knows no
resources, so that its policy says `*`), and those with a dead letter queue to send to it.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.template import resources

# A statement: actions, resources, and under which condition. Resources are written as below, in `shown`.
Right = tuple[tuple[str, ...], tuple[str, ...], str]

# The stack's own table, or the one that a restore made.
CHATS = (
    "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${RestoredTable}"
    " if UsesRestoredTable, else Table.Arn"
)
TABLE = (CHATS,)
TABLE_ACCESS = ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem")
LAMBDA = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}"
SES = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}"
ALL_CHATS: Right = (TABLE_ACCESS, TABLE, "")
DELETE: Right = (("dynamodb:DeleteItem",), TABLE, "")
LOG_ERASURES: Right = (("s3:PutObject",), ("${ErasureLog.Arn}/erasures/*",), "")
PUBLISH: Right = (("secretsmanager:GetSecretValue",), ("PusherAppSecret.Id",), "")
SET_ALARM: Right = (
    ("scheduler:CreateSchedule",),
    # The emulator sees every schedule in the group "default", whatever the request says.
    (
        "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/${Group}/*"
        " where Group is default if IsLocal, else ScheduleGroup",
    ),
    "",
)
LEND_ALARM_ITS_ROLE: Right = (
    ("iam:PassRole",),
    ("SchedulerRole.Arn",),
    '{"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}',
)
SEND_MAIL: Right = (
    ("ses:SendEmail", "ses:SendRawEmail"),
    # The emulator knows no resources of SES.
    (f"* if IsLocal, else {SES}:identity/*, {SES}:configuration-set/${{MailConfiguration}}",),
    '{"StringEqualsIfExists": {"ses:FromAddress": {"Ref": "SenderEmail"}}}',
)


def index(name: str) -> str:
    """An index of the table of chats."""
    return f"${{Arn}}/index/{name} where Arn is {CHATS}"


RIGHTS: dict[str, list[Right]] = {
    "UserFunction": [
        ALL_CHATS,
        (
            ("dynamodb:DeleteItem",),
            TABLE,
            '{"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["FIND#*"]}}',
        ),
        (("dynamodb:BatchGetItem",), TABLE, ""),
        (
            ("secretsmanager:GetSecretValue",),
            ("IdentitySecret.Id", "VisitorSecret.Id", "PusherAppSecret.Id"),
            "",
        ),
    ],
    "AdminFunction": [
        ((*TABLE_ACCESS, "dynamodb:DeleteItem"), TABLE, ""),
        (("dynamodb:ConditionCheckItem",), TABLE, ""),
        (
            ("dynamodb:Query",),
            tuple(index(name) for name in ("inbox", "unseen", "waiting", "flagged", "assigned")),
            "",
        ),
        (("dynamodb:BatchGetItem",), TABLE, ""),
        LOG_ERASURES,
        PUBLISH,
        SET_ALARM,
        LEND_ALARM_ITS_ROLE,
    ],
    "PublicFunction": [(("dynamodb:GetItem", "dynamodb:UpdateItem"), TABLE, "")],
    "EmailCheckFunction": [ALL_CHATS, SEND_MAIL, SET_ALARM, LEND_ALARM_ITS_ROLE, PUBLISH],
    "EmailSweepFunction": [
        ALL_CHATS,
        (("dynamodb:Query",), (index("mail_due"),), ""),
        (("dynamodb:Query",), (index("inbox"),), ""),
        DELETE,
        (("ses:GetAccount",), ("*",), ""),  # it knows no narrower resource
        (("ses:GetEmailIdentity",), (f"{SES}:identity/*",), ""),
        LOG_ERASURES,
        SEND_MAIL,
        SET_ALARM,
        LEND_ALARM_ITS_ROLE,
        PUBLISH,
    ],
    "MailEventsFunction": [
        (("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"), TABLE, ""),
        PUBLISH,
    ],
    "SitePublisherFunction": [
        (("s3:PutObject", "s3:DeleteObject"), ("${WidgetBucket.Arn}/*", "${AdminBucket.Arn}/*"), ""),
        (("s3:ListBucket",), ("WidgetBucket.Arn", "AdminBucket.Arn"), ""),
    ],
    "SchedulerRole": [
        (("lambda:InvokeFunction",), (f"{LAMBDA}-email-check", f"{LAMBDA}-email-sweep"), ""),
        (("sqs:SendMessage",), ("DeadLetters.Arn",), ""),
    ],
}

# Who else may reach something of the stack, through one source only: (principal, actions, resources, condition).
GRANTS: dict[str, tuple[str, str, str, str]] = {
    "WidgetBucketPolicy": (
        "cloudfront.amazonaws.com",
        "s3:GetObject",
        "${WidgetBucket.Arn}/*",
        '{"StringEquals": {"aws:SourceArn": {"Fn::Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}'
        ':distribution/${WidgetDistribution}"}}}',
    ),
    "AdminBucketPolicy": (
        "cloudfront.amazonaws.com",
        "s3:GetObject",
        "${AdminBucket.Arn}/*",
        '{"StringEquals": {"aws:SourceArn": {"Fn::Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}'
        ':distribution/${AdminDistribution}"}}}',
    ),
    "DeadLettersPolicy": (
        "events.amazonaws.com",
        "sqs:SendMessage",
        "DeadLetters.Arn",
        '{"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["MailEventsRule", "Arn"]}}}',
    ),
}
API_CALLS = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*"
INVOKERS = {
    "UserPermission": ("UserFunction", "apigateway.amazonaws.com", API_CALLS),
    "AdminPermission": ("AdminFunction", "apigateway.amazonaws.com", API_CALLS),
    "PublicPermission": ("PublicFunction", "apigateway.amazonaws.com", API_CALLS),
    "MailEventsPermission": ("MailEventsFunction", "events.amazonaws.com", "MailEventsRule.Arn"),
}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def shown(value: Any) -> str:
    """A value of the template on one line; one that is written in a way nobody has thought of stays as it is."""
    match value:
        case str():
            return value
        case list():
            return ", ".join(map(shown, value))
        case {"Ref": name}:
            return str(name)
        case {"Fn::GetAtt": path}:
            return ".".join(path)
        case {"Fn::Sub": str(text)}:
            return text
        case {"Fn::Sub": [str(text), {**names}]}:
            return f"{text} where " + ", ".join(f"{name} is {shown(meant)}" for name, meant in names.items())
        case {"Fn::If": [condition, then, otherwise]}:
            return f"{shown(then)} if {condition}, else {shown(otherwise)}"
    return json.dumps(value)


def right(statement: dict[str, Any]) -> Right:
    assert statement["Effect"] == "Allow"
    assert set(statement) <= {"Sid", "Effect", "Action", "Resource", "Condition"}, "NotAction, NotResource and such"
    condition = statement.get("Condition")
    return (
        tuple(listed(statement["Action"])),
        tuple(shown(resource) for resource in listed(statement["Resource"])),
        json.dumps(condition) if condition else "",
    )


FUNCTIONS = resources("AWS::Serverless::Function")
ROLES = resources("AWS::IAM::Role")
POLICIES: dict[str, list[dict[str, Any]]] = {
    **{name: function["Policies"] for name, function in FUNCTIONS.items()},
    **{name: [policy["PolicyDocument"] for policy in role["Policies"]] for name, role in ROLES.items()},
}


def test_the_roles_are_those_listed_here_and_nothing_else_carries_rights() -> None:
    assert set(POLICIES) == set(RIGHTS)
    for name, function in FUNCTIONS.items():
        assert not {"Role", "ManagedPolicyArns", "Connectors"} & set(function), name
    for name, role in ROLES.items():
        assert "ManagedPolicyArns" not in role, name
    for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::User", "AWS::Serverless::Connector"):
        assert resources(kind) == {}


@pytest.mark.parametrize("name", POLICIES)
def test_a_role_may_do_exactly_what_is_listed_here(name: str) -> None:
    assert [right(statement) for policy in POLICIES[name] for statement in policy["Statement"]] == RIGHTS[name]


def test_no_action_is_a_pattern_and_no_resource_is_everything() -> None:
    for name, rights in RIGHTS.items():
        for actions, reached, _ in rights:
            assert not any("*" in action for action in actions), name
            # In the emulator only, and for mail only; and to read how SES sees the account.
            everything = any(resource.startswith("*") and "IsLocal" not in resource for resource in reached)
            assert not everything or actions == ("ses:GetAccount",), name


def test_one_role_is_lent_and_only_to_the_scheduler() -> None:
    lent = {
        (reached, condition) for rights in RIGHTS.values() for act, reached, condition in rights if "iam:" in str(act)
    }
    assert lent == {LEND_ALARM_ITS_ROLE[1:]}
    (trust,) = ROLES["SchedulerRole"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_who_answers_customers_sends_no_mail_and_sets_no_alarm() -> None:
    for name in ("UserFunction", "PublicFunction"):
        for actions, _, _ in RIGHTS[name]:
            assert not any(action.startswith(("ses:", "scheduler:", "iam:")) for action in actions)


def test_what_others_may_reach_is_listed_here_and_only_through_one_source() -> None:
    found = {}
    for kind in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::KMS::Key"):
        for name, policy in resources(kind).items():
            (statement,) = policy["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Deny":
                continue  # lets nobody in
            actions, reached, condition = right({k: v for k, v in statement.items() if k != "Principal"})
            found[name] = (statement["Principal"]["Service"], *actions, *reached, condition)
    assert found == GRANTS


def test_a_function_is_invoked_by_this_api_and_this_rule_only() -> None:
    permissions = resources("AWS::Lambda::Permission")
    assert {
        name: (shown(found["FunctionName"]), found["Principal"], shown(found["SourceArn"]))
        for name, found in permissions.items()
    } == INVOKERS
    assert {found["Action"] for found in permissions.values()} == {"lambda:InvokeFunction"}
    for name, function in FUNCTIONS.items():
        assert not {"FunctionUrlConfig", "Events"} & set(function), name
