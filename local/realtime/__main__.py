"""`python -m local.realtime --port 6001`: runs the stand-in, on loopback only."""

import argparse
import ipaddress
import os
import sys

import uvicorn

from local import parent
from local.realtime.protocol import App
from local.realtime.server import NOTICE, build

# A client message is at most 10 KB of data in its envelope.
MAX_FRAME_BYTES = 64 * 1024


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.realtime", description=NOTICE)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=6001)
    parser.add_argument("--app-id", default="1")
    parser.add_argument("--key", default="local-key")
    parser.add_argument(
        "--secret", default=os.environ.get("PUSHER_SECRET", "local-secret"), help="or environment PUSHER_SECRET"
    )
    parser.add_argument("--second-key", help="of the same app; its secret is in environment PUSHER_SECOND_SECRET")
    parser.add_argument("--activity-timeout", type=int, default=120)
    parser.add_argument("--pong-timeout", type=float, default=30)
    return parser.parse_args(argv)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name may resolve to anything, today or tomorrow


def main() -> None:
    given = arguments()
    if not is_loopback(given.host):
        sys.exit(f"{NOTICE}\nRefusing to listen on {given.host}: give a loopback address such as 127.0.0.1.")
    others = {given.second_key: os.environ["PUSHER_SECOND_SECRET"]} if given.second_key else {}
    app = App(given.app_id, given.key, given.secret, given.activity_timeout, given.pong_timeout, others)
    print(NOTICE, flush=True)
    parent.follow()
    uvicorn.run(
        build(app),
        host=given.host,
        port=given.port,
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME_BYTES,
        ws_ping_interval=None,  # liveness is the protocol's own ping
        timeout_graceful_shutdown=1,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
