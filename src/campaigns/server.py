"""The web server: granian, with the settings that its defaults leave open."""

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import Server

from campaigns.settings import Settings


def serve(settings: Settings) -> None:
    """Serve `campaigns.app:create_app` until SIGINT or SIGTERM; each process reads the settings again by itself."""
    Server(
        "campaigns.app:create_app",
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.host,
        port=settings.port,
        workers=settings.web_processes,
        http=HTTPModes.http1,
        # One packet could end a worker (CVE-2026-42544), and nothing here speaks WebSocket.
        websockets=False,
        # A client that dribbles its headers is cut off long before the default of 30 seconds.
        http1_settings=HTTP1Settings(header_read_timeout=5_000),
        backlog=2048,
        backpressure=512,
        # Without this, the death of one process ends the whole server.
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=15,
        workers_max_rss=600,
    ).serve()
