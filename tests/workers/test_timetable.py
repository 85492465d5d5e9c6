from campaigns.database import make_engine
from campaigns.jobs import Job
from campaigns.mail.delivery import IN_FLIGHT
from workers.main import CONNECTIONS, TIMETABLE


def test_every_job_has_its_work_and_its_turn():
    assert set(TIMETABLE) == set(Job)
    assert all(work.__name__ == job for job, (work, _) in TIMETABLE.items())


def test_no_letter_closes_or_is_published_more_than_ten_seconds_late_when_no_bell_is_heard():
    assert max(TIMETABLE[job][1] for job in (Job.CLOSE_DUE_LETTERS, Job.PUBLISH_DUE_LETTERS)) <= 10


async def test_every_job_has_a_connection_even_while_mail_takes_all_it_may(database_url):
    others = len(TIMETABLE) - 1
    engine = make_engine(database_url, pool_size=CONNECTIONS)
    connections = [await engine.connect() for _ in range(IN_FLIGHT + others)]
    for connection in connections:
        await connection.close()
    await engine.dispose()
