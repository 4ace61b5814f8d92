# SMSAPI's own Python client, driven by a test: one call, described in JSON on standard input, and what came of it
# in JSON on standard output: {"ok": …} or {"error": {"class", "code", "message"}}.
import json
import sys

from smsapi.client import Client
from smsapi.exception import SmsApiException


def main():
    asked = json.load(sys.stdin)
    client = Client(asked["base"] + "/", access_token=asked["token"])
    api, method = asked["call"].split(".")
    try:
        answer = getattr(getattr(client, api), method)(**asked["with"])
    except SmsApiException as error:
        told = {"class": type(error).__name__, "code": error.code, "message": error.message}
        told["invalid_numbers"] = [one.number for one in getattr(error, "invalid_numbers", [])]
        return {"error": told}
    if hasattr(answer, "results"):
        return {"ok": {"count": answer.count, "results": [vars(one) for one in answer.results]}}
    return {"ok": vars(answer)}


print(json.dumps(main(), default=str))
