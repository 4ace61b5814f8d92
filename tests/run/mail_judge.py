"""CPython's e-mail package as judge of ours: reads paths, a line each, and answers a JSON object a line.

A field that CPython itself doubts (a defect, a header that stands twice, an exception) is null: it is
not compared. No dependency beyond the standard library.
"""
import email, email.utils, json, sys
from email import policy

def header(message, name):
    """The one header of this name, when CPython reads it without a doubt."""
    found = message.get_all(name, [])
    if len(found) != 1 or found[0].defects:
        return None
    return found[0]

def text(message, name):
    found = header(message, name)
    return None if found is None else str(found)

def addresses(message, name_of_header):
    found = header(message, name_of_header)
    if found is None or not hasattr(found, "addresses"):
        return None
    # Its older reader takes a comment for the name, `jan@x.example (Jan)`, as people do.
    def name(one):
        raw = [value for key, value in message.raw_items() if key.lower() == name_of_header]
        return one.display_name or email.utils.parseaddr(raw[0])[0]
    return [[name(one), one.addr_spec] for one in found.addresses]

def body(message):
    """The text of a message that is one part of text in a known encoding."""
    if message.is_multipart() or message.get_content_type() != "text/plain" or message.defects:
        return None
    if message.get_content_disposition() == "attachment":
        return None
    payload = message.get_payload(decode=True)
    return payload.decode(message.get_content_charset("us-ascii"), "strict")

FIELDS = {
    "subject": lambda message: text(message, "subject"),
    "message_id": lambda message: text(message, "message-id"),
    "in_reply_to": lambda message: text(message, "in-reply-to"),
    "references": lambda message: text(message, "references"),
    "date": lambda message: text(message, "date"),
    "auto_submitted": lambda message: text(message, "auto-submitted"),
    "precedence": lambda message: text(message, "precedence"),
    "list_id": lambda message: text(message, "list-id"),
    "from": lambda message: addresses(message, "from"),
    "to": lambda message: addresses(message, "to"),
    "is_report": lambda message: message.get_content_type() == "multipart/report",
    "body": body,
}

def read(path):
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file, policy=policy.default)
    fields = {}
    for name, ask in FIELDS.items():
        try:
            fields[name] = ask(message)
        except Exception:  # its own mistakes on odd input are its doubts
            fields[name] = None
    return fields

if sys.argv[1:] == ["--own-data"]:
    try:
        import test.test_email as own
        import os
        print(os.path.join(os.path.dirname(own.__file__), "data"))
    except ImportError:
        print("")
else:
    for line in sys.stdin:
        # A surrogate cannot leave as UTF-8: the other side reads what JSON escapes.
        print(json.dumps(read(line.rstrip("\n"))), flush=True)
