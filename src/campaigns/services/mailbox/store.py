"""Mails as files in a directory: one `.eml` for each, and a log with a line for each that was accepted."""

import os
import secrets
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from campaigns.services.mailbox.letters import Mail, Summary, kind, opened, subject


class Store:
    """Every mail that was accepted and not deleted, also after a restart. May be used from several threads."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._log = directory / "accepted.jsonl"
        self._lock = threading.Lock()
        directory.mkdir(parents=True, exist_ok=True)
        self._summaries = self._read()

    def accept(self, sender: str, recipients: Sequence[str], content: bytes) -> Summary:
        """Keep a mail. When this returns it is on the disk, so that the sender may be told that it was accepted."""
        with self._lock:
            now = datetime.now(UTC)
            summary = Summary(
                id=f"{now:%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(4)}",
                at=now.isoformat(),
                sender=sender,
                recipients=list(recipients),
                subject=subject(content),
                size=len(content),
                kind=kind(content),
            )
            _append(self._file(summary.id), content)
            _append(self._log, msgspec.json.encode(summary) + b"\n")
            self._summaries.append(summary)
            return summary

    def newest(self, to: str = "", about: str = "", after: str = "") -> list[Summary]:
        """Mails, newest first: those to the address `to`, with `about` in the subject, accepted after the mail `after`."""
        with self._lock:
            kept = list(self._summaries)
        return [
            summary
            for summary in reversed(kept)
            if (not to or to.lower() in (recipient.lower() for recipient in summary.recipients))
            and about.lower() in summary.subject.lower()
            and summary.id > after
        ]

    def newest_of_each_kind(self) -> list[Summary]:
        """The newest mail of every kind that the service has sent, by the name of the kind."""
        newest = {summary.kind: summary for summary in reversed(self.newest()) if summary.kind}
        return [newest[kind] for kind in sorted(newest)]

    def content(self, identity: str) -> bytes | None:
        """The mail as it came, or nothing if there is no such mail."""
        with self._lock:
            known = any(summary.id == identity for summary in self._summaries)
        return self._file(identity).read_bytes() if known else None

    def mail(self, identity: str) -> Mail | None:
        """The mail with what it says, or nothing if there is no such mail."""
        content = self.content(identity)
        if content is None:
            return None
        return opened(next(summary for summary in self._summaries if summary.id == identity), content)

    def clear(self) -> int:
        """Delete every mail and say how many there were."""
        with self._lock:
            cleared, self._summaries = self._summaries, []
            self._log.unlink(missing_ok=True)
            for summary in cleared:
                self._file(summary.id).unlink(missing_ok=True)
            return len(cleared)

    def _file(self, identity: str) -> Path:
        return self._directory / f"{identity}.eml"

    def _read(self) -> list[Summary]:
        summaries = []
        lines = self._log.read_bytes().splitlines() if self._log.exists() else []
        for line in lines:
            try:
                summary = msgspec.json.decode(line, type=Summary)
            except msgspec.DecodeError:
                # The machine stopped within this line, so its sender was never told that the mail was accepted.
                continue
            if self._file(summary.id).exists():
                summaries.append(summary)
        return summaries


def _append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
