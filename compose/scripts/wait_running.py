"""Waits until every enabled instance runs; executed inside the gateway's container."""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

URL = "http://127.0.0.1:8000"
LIMIT_S = 60.0

opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def call(path: str, body: object = None) -> object:
    """Returns the decoded answer of the API; OSError when it is not 2xx."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Origin": URL}
    request = urllib.request.Request(URL + path, data, headers)  # noqa: S310 - a constant http address
    with opener.open(request, timeout=5) as answer:
        return json.load(answer)


def waiting() -> dict[str, str]:
    """Returns the enabled instances that do not run yet, with their status."""
    instances = call("/api/instances")
    if not isinstance(instances, list):
        raise TypeError("the gateway's answer is not a list")
    status = {item["id"]: str(item["status"]["status"]) for item in instances if item["enabled"]}
    return {name: value for name, value in status.items() if value != "running"}


def main() -> None:
    """Exits with 1 and the reason when it takes longer than LIMIT_S."""
    end = time.monotonic() + LIMIT_S
    problem: object = "no answer"
    logged_in = False
    while time.monotonic() < end:
        try:
            if not logged_in:
                call("/api/auth/login", {"username": "admin", "password": os.environ["DINRAIL_ADMIN_PASSWORD"]})
                logged_in = True
            problem = waiting()
        except urllib.error.HTTPError as error:
            problem = f"{error.code} {error.read()[:300]!r}"
            if error.code in {401, 403}:
                sys.exit(f"the password of .env is not accepted (was it changed?): {problem}")
        except OSError as error:
            problem = error
        if not problem:
            return
        time.sleep(0.5)
    sys.exit(f"not running after {LIMIT_S:.0f} s: {problem}")


main()
