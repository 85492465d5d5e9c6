"""The worker: which jobs there are, how often each is done unasked, and how their bells are heard."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from campaigns import doctor
from campaigns.database import make_engine, make_sessions
from campaigns.jobs import Job
from campaigns.queue import ArqBell, connect
from campaigns.settings import Settings
from campaigns.tokens import Keys
from workers.bells import listen
from workers.letters import close_due_letters, tell_individuals
from workers.mail import deliver_mail
from workers.organisations import find_pairs, read_imports
from workers.publication import build_editions, publish_due_letters
from workers.reminders import send_reminders
from workers.retention import forget
from workers.returned_mail import follow_up_bounces, read_returned_mail
from workers.rounds import Round, run_until
from workers.signatures import expire_unfinished

log = logging.getLogger(__name__)

Work = Callable[[dict[str, Any]], Awaitable[None]]

#: What is done for each job, and after how many seconds at most it is done again though no bell was heard.
TIMETABLE: Mapping[Job, tuple[Work, float]] = {
    Job.DELIVER_MAIL: (deliver_mail, 5),
    Job.READ_RETURNED_MAIL: (read_returned_mail, 30),
    Job.FOLLOW_UP_BOUNCES: (follow_up_bounces, 10),
    Job.SEND_REMINDERS: (send_reminders, 60),
    Job.TELL_INDIVIDUALS: (tell_individuals, 60),
    Job.CLOSE_DUE_LETTERS: (close_due_letters, 10),
    Job.PUBLISH_DUE_LETTERS: (publish_due_letters, 10),
    Job.BUILD_EDITIONS: (build_editions, 10),
    Job.READ_IMPORTS: (read_imports, 10),
    Job.FIND_PAIRS: (find_pairs, 30),
    Job.EXPIRE_UNFINISHED: (expire_unfinished, 60),
    Job.FORGET: (forget, 3600),
}
#: To the database. Mail takes four of them while there is much of it, and no letter shall close later for that.
CONNECTIONS = 14
#: How long a run may go on after we were asked to stop, in seconds.
PATIENCE = 15


async def run(settings: Settings) -> None:
    """Work until SIGINT or SIGTERM. Raises `doctor.Trouble` if something we cannot do without is missing at the start.

    Afterwards PostgreSQL or Valkey may come and go: without Valkey the rounds go on by the timetable.
    """
    await doctor.require(settings, doctor.FOR_A_WORKER)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    engine = make_engine(settings.database_url, pool_size=CONNECTIONS)
    redis = connect(settings.redis_url)
    context = {
        "settings": settings,
        "keys": Keys(settings.secret),
        "sessions": make_sessions(engine),
        "bell": ArqBell(redis),
    }
    rounds = {job: Round(job, partial(work, context), every) for job, (work, every) in TIMETABLE.items()}
    listening = asyncio.create_task(listen(settings.redis_url, rounds))
    log.info("Working on %s.", ", ".join(rounds))
    try:
        await run_until(stop, rounds.values(), PATIENCE)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await redis.aclose()
        await engine.dispose()
