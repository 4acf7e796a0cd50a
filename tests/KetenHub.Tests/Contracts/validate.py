"""Validates JSON lines against the schemas in a folder, without any code of KetenHub.

Usage: validate.py <contracts folder>
Input:  one {"schema": <path in the folder>, "data": ...} a line.
Output: two characters a line, 1 for accepted and 0 for refused: as JSON Schema 2020-12, as draft-07.
"""
import json
import pathlib
import re
import sys
from datetime import datetime

try:
    from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker, RefResolver
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend
except ImportError:
    sys.exit("python3-jsonschema is not installed")

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value):
    if not isinstance(value, str):
        return True
    # Older versions of fromisoformat know neither Z nor seven digits of a second.
    plain = re.sub(r"\.[0-9]+", "", value).replace("Z", "+00:00")
    return datetime.fromisoformat(plain).tzinfo is not None


def pattern(validator, expression, value, schema):
    # JSON Schema patterns are ECMA-262, where $ is the end of the text. Python's $ also matches before a last newline.
    if validator.is_type(value, "string") and not re.search(re.sub(r"\$$", r"\\Z", expression), value):
        yield ValidationError("pattern")


def main(folder):
    root = pathlib.Path(folder).resolve()
    files = {path: json.loads(path.read_text("utf-8")) for path in root.rglob("*.schema.json")}
    store = {path.as_uri(): schema for path, schema in files.items()}
    drafts = [extend(draft, {"pattern": pattern}) for draft in (Draft202012Validator, Draft7Validator)]
    validators = {}
    for path, schema in files.items():
        for draft in drafts:
            draft.check_schema(schema)
        # A file that names its draft would be judged by that draft, whichever one refers to it.
        del schema["$schema"]
        name = path.relative_to(root).as_posix()
        validators[name] = [
            draft(schema, resolver=RefResolver(path.as_uri(), schema, store=store), format_checker=FORMATS) for draft in drafts
        ]
    for line in sys.stdin:
        case = json.loads(line)
        print("".join("1" if v.is_valid(case["data"]) else "0" for v in validators[case["schema"]]))


if __name__ == "__main__":
    main(sys.argv[1])
