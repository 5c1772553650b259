"""`python -m discoverdaily.sandbox`: a local Spotify and ReccoBeats that speak HTTP."""

import argparse
import os
import sys
from pathlib import Path

from discoverdaily.sandbox.journal import StateUnusable
from discoverdaily.sandbox.serve import serve


def main() -> None:
    parser = argparse.ArgumentParser(prog="discoverdaily.sandbox", description="A local Spotify and ReccoBeats.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument(
        "--port",
        type=int,
        default=os.environ.get("SANDBOX_PORT", "8901"),
        help="port to listen on; 0 takes a free one and prints it (default: SANDBOX_PORT, else 8901)",
    )
    parser.add_argument("--state", type=Path, default=None, help="SQLite file to remember everything in")
    parser.add_argument("--crowd", type=int, default=0, help="so many more listeners, for what is tried with many")
    options = parser.parse_args()
    try:
        serve(options.host, options.port, options.state, options.crowd)
    except StateUnusable as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
