"""For the health checks of deploy/compose.yaml: `healthy.py web` or `healthy.py worker`; exit 0 where that part is well."""

import json
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

# Who asks within the host needs neither the site's name nor TLS.
HEADERS = {"Host": "127.0.0.1", "X-Forwarded-Proto": "https"}


def main(part: str, host: str = "127.0.0.1:8000", *, seconds: int = 8) -> int:
    """Ask `/healthz` of the web server, which knows of the worker as well."""
    try:
        with urlopen(Request(f"http://{host}/healthz", headers=HEADERS), timeout=seconds) as answer:
            told = json.load(answer)
    except HTTPError as error:
        print(error.read().decode())
        return 1
    except OSError as error:
        print(error)
        return 1
    print(told)
    return 0 if told["status" if part == "web" else "worker"] == "ok" else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
