"""Attacks the program from outside, on its public surface alone, and says of each row whether it held.

    python tests/attack [--program target/debug/sharedcourt] [--only F1,F5,H2] [--quick]

A row is one attack, or one kind of attack. It asserts the right answer: `held` where the program gives it, `open` where it does not.
`broken` means that the row could not be tried (the program refused what leads up to the attack). The exit code is 1 if a row is open
or broken. `--quick` runs the bounded part, each with smaller counts, in under 90 seconds.
"""

import argparse
import os
import pathlib
import sys
import time

import rows
from installation import Workshop

# Every module of rows enters its rows in the table of `rows`.
import bounds  # noqa: F401
import custody  # noqa: F401
import custody_tampering  # noqa: F401
import evidence_files  # noqa: F401
import imports  # noqa: F401
import identity  # noqa: F401
import investigation  # noqa: F401
import money  # noqa: F401
import offices  # noqa: F401
import parsing  # noqa: F401
import resources  # noqa: F401
import scope  # noqa: F401
import sign_in  # noqa: F401
import tasks  # noqa: F401

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# A row that has not ended after so many seconds is broken off.
LONGEST_ROW = 150


def arguments():
    parser = argparse.ArgumentParser(prog="tests/attack", description=__doc__.split("\n\n")[0])
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target" / "debug" / "sharedcourt")
    parser.add_argument("--only", default="", help="names of rows, with commas between")
    parser.add_argument("--quick", action="store_true", help="the bounded part")
    parser.add_argument("--list", action="store_true", help="print the rows and end")
    return parser.parse_args()


def main():
    asked = arguments()
    names = {name.strip().upper() for name in asked.only.split(",") if name.strip()}
    unknown = names - {row.name for row in rows.TABLE}
    if unknown:
        sys.exit(f"no such row: {', '.join(sorted(unknown))}")
    chosen = [row for row in rows.in_order() if row.name in names or (not names and (row.quick or not asked.quick))]
    if asked.list:
        for row in chosen:
            print(f"{row.name:<4} {row.title}")
        return 0
    if not os.access(asked.program, os.X_OK):
        sys.exit(f"{asked.program} is not there: build it first (cargo build -p sharedcourt)")
    begin = time.monotonic()
    outcomes = []
    with Workshop(asked.program.resolve()) as workshop:
        for row in chosen:
            outcome = rows.run(row, workshop, asked.quick, LONGEST_ROW)
            print(outcome.line(), flush=True)
            for detail in outcome.details:
                print(f"     - {detail}", flush=True)
            outcomes.append(outcome)
    count = {state: sum(outcome.state == state for outcome in outcomes) for state in rows.STATES}
    total = ", ".join(f"{number} {state}" for state, number in count.items() if number)
    print(f"{total}; {time.monotonic() - begin:.0f} s")
    return 1 if count["open"] or count["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
