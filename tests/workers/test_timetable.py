from campaigns.jobs import Job
from workers.main import TIMETABLE


def test_every_job_has_its_work_and_its_turn():
    assert set(TIMETABLE) == set(Job)
    assert all(work.__name__ == job for job, (work, _) in TIMETABLE.items())


def test_no_letter_closes_or_is_published_more_than_ten_seconds_late_when_no_bell_is_heard():
    assert max(TIMETABLE[job][1] for job in (Job.CLOSE_DUE_LETTERS, Job.PUBLISH_DUE_LETTERS)) <= 10
