"""PDFs that are made while somebody waits: few at once, each once, and no more in a queue than get their turn soon."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, time
from typing import Generic, TypeVar

import msgspec
from litestar.exceptions import ServiceUnavailableException

from campaigns.instants import wall_clock
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.files import BuiltFiles, draft_pdf

Content = TypeVar("Content", bound=msgspec.Struct)

AT_ONCE = 2
WAITING = 6
KEPT = 16
#: In seconds; the longest draft takes about so long.
RETRY_AFTER = 10


class Papers(Generic[Content]):
    """The PDFs of one kind that this process makes and keeps, by what they say.

    Who asks for one that is being made waits for that one. Beyond `at_once` in the making and `waiting` behind them the
    answer is 503. The last `kept` stay in memory.
    """

    def __init__(
        self,
        make: Callable[[Content], BuiltFiles],
        *,
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
        kept: int = KEPT,
    ) -> None:
        self._make = make
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="paper")
        self._most, self._kept = at_once + waiting, kept
        self._by_content: OrderedDict[str, Future[BuiltFiles]] = OrderedDict()

    async def paper_of(self, content: Content) -> BuiltFiles:
        """The PDF of this. Hold no connection meanwhile: it takes seconds.

        Raises `TypesettingError`, and `ServiceUnavailableException` where too many wait already.
        """
        key = hashlib.sha256(msgspec.msgpack.encode(content)).hexdigest()
        future = self._by_content.get(key)
        if future is None:
            self._make_room()
            future = self._by_content[key] = self._threads.submit(self._make, content)
        self._by_content.move_to_end(key)
        try:
            # Shielded: whoever gives up does not take it away from the others who wait for the same.
            return await asyncio.shield(asyncio.wrap_future(future))
        except Exception:
            # Not kept: the fault may pass.
            if self._by_content.get(key) is future:
                del self._by_content[key]
            raise

    def _make_room(self) -> None:
        if sum(not future.done() for future in self._by_content.values()) >= self._most:
            raise ServiceUnavailableException(headers={"Retry-After": str(RETRY_AFTER)})
        finished = [key for key, future in self._by_content.items() if future.done()]
        for key in finished[: max(0, len(self._by_content) - self._kept + 1)]:
            del self._by_content[key]


class Drafts(Papers[EditionContent]):
    """The drafts that this process makes."""

    def __init__(
        self,
        make: Callable[[EditionContent], BuiltFiles] = draft_pdf,
        *,
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
        kept: int = KEPT,
    ) -> None:
        super().__init__(make, at_once=at_once, waiting=waiting, kept=kept)

    async def draft_of(self, content: EditionContent) -> BuiltFiles:
        """The draft of these words, dated to the day; as `paper_of`."""
        return await self.paper_of(_of_the_day(content))


def _of_the_day(content: EditionContent) -> EditionContent:
    """A draft shows the day only, so that all of one day can be the same."""
    day = wall_clock(content.as_at, content.zone)
    midnight = datetime.combine(day, time.min, day.tzinfo)
    return msgspec.structs.replace(content, as_at=midnight.astimezone(UTC))
