"""decisions.py FILE - the decisions of a report, with the words that say so, found again by their spans."""
import sys
from pathlib import Path

import evx

text = Path(sys.argv[1]).read_text()
record = evx.Reader().extract(text)
for meeting in record.meetings:
    for decision in meeting.decisions:
        print(f"{decision.status:9} {text[decision.span.begin:decision.span.end]!r}")
