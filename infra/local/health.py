"""The emulator's health: one question to its port, over loopback HTTP."""

import http.client
import json

_HEALTH = "/_ministack/health"


def emulator_answers(port: int, *, seconds: float = 1.0) -> bool:
    """Return whether an emulator of this kind says within `seconds` that it is there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", _HEALTH)
        answer = connection.getresponse()
        body = answer.read()
        return answer.status == http.client.OK and "services" in json.loads(body)
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()
