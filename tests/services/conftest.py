import sys

import pytest

from campaigns.services.processes import answers, free_port, start


@pytest.fixture
def mailbox(tmp_path):
    """The process itself, as the demonstration starts it: where its pages are, and its SMTP port."""
    smtp_port, port = free_port(), free_port()
    ports = ["--smtp-port", str(smtp_port), "--port", str(port)]
    command = [sys.executable, "-m", "campaigns", "mailbox", "--data", str(tmp_path / "mail"), *ports]
    child = start("The mailbox", command, tmp_path / "mailbox.log")
    child.wait_until(lambda: answers(port) and answers(smtp_port), 30)
    yield f"http://127.0.0.1:{port}", smtp_port
    child.stop()
