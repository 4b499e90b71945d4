"""The functions: the real desk and mailroom, each invocation a task that may die; and HTTP, which may lose answers."""

from __future__ import annotations

import traceback
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from support_chat.changes import Changes
from support_chat.desk import Desk
from support_chat.errors import SupportChatError
from support_chat.http_edge import STATUS
from support_chat.ledger import MailState
from support_chat.mailroom import Mailroom
from support_chat.patience import Patience
from support_chat.receipts import receipt_of
from support_chat.settlement import Settlement
from support_chat.store import Store
from tests.sim.faults import Ports
from tests.sim.kernel import Killed, Task
from tests.sim.services import Pusher, Scheduler, Ses
from tests.sim.table import Table

MAIL_DELAY = timedelta(minutes=5)
API_SECONDS, CHECK_SECONDS, SWEEP_SECONDS = 10.0, 30.0, 60.0
_LAMBDA_RETRIES_AFTER = (60.0, 120.0)
_FUNCTION_SKEW_SECONDS = 2.0


@dataclass(frozen=True)
class Answer:
    """What a caller gets: an HTTP status, 0 where no answer came."""

    status: int
    value: Any = None

    @property
    def good(self) -> bool:
        return self.status == 200


OnAnswer = Callable[[Answer], object]


class _Mailroom(Mailroom):
    """Notes a check that failed where a sweep goes on after it."""

    def __init__(self, failed: Callable[[], None], *ports: Any, **options: Any) -> None:
        super().__init__(*ports, **options)
        self._failed = failed

    def check(self, chat_id: UUID) -> MailState | None:
        try:
            return super().check(chat_id)
        except Exception:
            self._failed()
            raise


class Server:
    """Runs use cases as invocations."""

    def __init__(self, ports: Ports, table: Table, pusher: Pusher) -> None:
        kernel = ports.kernel
        patience = Patience(clock=lambda: kernel.now, sleep=kernel.sleep, uniform=kernel.random.uniform)
        store = cast("Store", table)
        self.kernel = kernel
        self.ses = Ses(ports, self.receive)
        self.scheduler = Scheduler(ports, self.ring)
        self.desk = Desk(
            store,
            pusher.publish,
            self.scheduler.schedule_check,
            kernel.function_time,
            mail_delay=MAIL_DELAY,
            mail_to_visitors=True,
            patience=patience,
            side_by_side=self._side_by_side,
        )
        self.changes = Changes(store, pusher.publish, kernel.function_time, patience)
        self.failed: set[Task] = set()  # invocations that died or raised, or in which a check did
        self.mailroom = _Mailroom(
            self._check_failed,
            store,
            self.ses.send_email,
            self.scheduler.schedule_check,
            kernel.function_time,
            mail_delay=MAIL_DELAY,
            mail_to_visitors=True,
            publish=pusher.publish,
            patience=patience,
        )
        self.settlement = Settlement(store, pusher.publish, patience, mail_to_visitors=True)
        self.doomed: tuple[int, str] | None = None  # where the next invocation is to die
        self.begun: Callable[[Task], object] = lambda _task: None
        self.blocked: dict[UUID, float] = {}  # since when the product knows that mail does not reach them
        self.receipts: dict[UUID, set[MailState]] = defaultdict(set)  # what SES told and the product took in
        self.oddities: list[str] = []  # answers that no fault explains
        self.answers: Counter[int] = Counter()
        self._ports = ports

    def request(self, name: str, work: Callable[[], Any], on_answer: OnAnswer) -> None:
        """One HTTP request. The network may lose it, or its answer."""
        kernel, dice = self.kernel, self.kernel.random
        lost = dice.choice(("request", "answer")) if self._ports.hits("network") else None
        if lost == "request":
            kernel.after(dice.choice((0.05, 1.0, 10.0)), lambda: on_answer(Answer(0)))
            return

        def done(answer: Answer) -> None:
            self.answers[answer.status] += 1
            travel = dice.uniform(0.01, 0.05)
            if lost:
                kernel.after(dice.choice((0.05, 1.0, 10.0)), lambda: on_answer(Answer(0)))
            else:
                kernel.after(travel, lambda: on_answer(answer))

        kernel.after(dice.uniform(0.01, 0.05), lambda: self.invoke(name, work, API_SECONDS, done))

    def invoke(self, name: str, work: Callable[[], Any], seconds: float, done: OnAnswer) -> Task:
        """Run `work` as an invocation of its own; `done` gets what became of it."""
        kernel = self.kernel
        skew = kernel.random.uniform(-_FUNCTION_SKEW_SECONDS, _FUNCTION_SKEW_SECONDS)
        task = Task(name, lambda: self._run(task, work, done), kernel.now + seconds, skew)
        if self.doomed:
            task.crash_at, self.doomed = self.doomed, None
        self.begun(task)
        kernel.start(task)
        return task

    def _run(self, task: Task, work: Callable[[], Any], done: OnAnswer) -> None:
        try:
            answer = Answer(200, work())
        except SupportChatError as error:
            status = next((row[0] for kind, row in STATUS.items() if isinstance(error, kind)), 500)
            if status == 500:
                self.oddities.append(f"{task.name} raised {error!r}")
            self.failed.add(task)
            answer = Answer(status, error)
        except Killed as error:
            self.failed.add(task)
            answer = Answer(502, error)
        except Exception:
            self.failed.add(task)
            self.oddities.append(f"{task.name}: {traceback.format_exc(limit=-4)}")
            answer = Answer(500)
        done(answer)

    def ring(self, chat_id: UUID, attempt: int = 0) -> None:
        """The alarm rings: Lambda invokes the check, and again if it fails."""

        def done(answer: Answer) -> None:
            if not answer.good and attempt < len(_LAMBDA_RETRIES_AFTER):
                self.kernel.after(_LAMBDA_RETRIES_AFTER[attempt], lambda: self.ring(chat_id, attempt + 1))

        self.invoke("check", lambda: self.mailroom.check(chat_id), CHECK_SECONDS, done)

    def receive(self, event: dict[str, Any], attempt: int = 0) -> None:
        """SES tells of a mail, by way of EventBridge and Lambda, which try again."""
        receipt = receipt_of(event)
        if receipt is None:
            return

        def done(answer: Answer) -> None:
            if answer.good:
                self.receipts[receipt.mail_id].add(receipt.state)
                if receipt.block:
                    self.blocked.setdefault(receipt.chat_id, self.kernel.now)
            elif attempt < len(_LAMBDA_RETRIES_AFTER):
                self.kernel.after(_LAMBDA_RETRIES_AFTER[attempt], lambda: self.receive(event, attempt + 1))

        self.invoke("receipt", lambda: self.settlement.receive(receipt), API_SECONDS, done)

    def sweep_every_minute(self) -> None:
        """The sweep's own timer, which may miss a minute."""
        self.kernel.after(60.0, self.sweep_every_minute)
        if not self._ports.hits("invoke"):
            self.invoke("sweep", self.mailroom.sweep, SWEEP_SECONDS, lambda _: None)

    def _check_failed(self) -> None:
        if self.kernel.task:
            self.failed.add(self.kernel.task)

    def _side_by_side(self, effects: list[Callable[[], object]]) -> None:
        """In any order: a function that dies between two effects may have had either."""
        order = self.kernel.random.sample(effects, len(effects)) if len(effects) > 1 else effects
        for effect in order:
            effect()
