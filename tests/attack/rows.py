"""The table of rows, and how one is run."""

import contextlib
import dataclasses
import re
import signal
import time
import traceback

STATES = ("held", "open", "broken", "skipped")
TABLE = []


class Skip(Exception):
    """The row can't be tried on this machine; the reason says what else covers it."""


class Unprepared(Exception):
    """What leads up to the attack did not work."""


class TooLong(Exception):
    """The row did not end in its time."""


@dataclasses.dataclass(frozen=True)
class Row:
    """One attack."""

    name: str
    title: str
    quick: bool
    function: object


@dataclasses.dataclass
class Outcome:
    """What became of a row."""

    row: Row
    state: str
    seconds: float
    details: list

    def line(self):
        return f"{self.row.name:<4} {self.state:<8} {self.seconds:5.1f} s  {self.row.title}"


def row(name, title, quick=False):
    """Enters a function in the table; `quick` rows are part of `make test`."""

    def enter(function):
        TABLE.append(Row(name, title, quick, function))
        return function

    return enter


def in_order():
    """F1 to F25, then the others."""

    def key(row):
        letter, number = re.fullmatch(r"([A-Z]+)(\d+)", row.name).groups()
        return letter != "F", letter, int(number)

    return sorted(TABLE, key=key)


class Trial:
    """One run of a row: it opens installations that end with it, and collects what was not right."""

    def __init__(self, workshop, quick, stack):
        self.workshop, self.quick, self._stack = workshop, quick, stack
        self.wrong, self.notes = [], []

    def check(self, right, otherwise):
        """Says what is open where something is not right."""
        if not right:
            self.wrong.append(str(otherwise))
        return bool(right)

    def refused(self, answer, statuses, what, reasons=()):
        """Checks that an answer is a refusal with one of the statuses and, where given, one of the reasons."""
        said = {answer.reason, *answer.error_reasons}
        # A request that is refused for its form was no attack.
        right = answer.status in statuses and "UNKNOWN_FIELD" not in said and (not reasons or bool(said & set(reasons)))
        return self.check(right, f"{what}: {answer.brief()}")

    def note(self, text):
        """Says something that is neither right nor wrong."""
        self.notes.append(text)

    def amount(self, full, quick):
        """A count: smaller in the bounded part."""
        return quick if self.quick else full

    def shared(self):
        """The demonstration installation that rows share which leave others alone."""
        return self.workshop.shared()

    def demo(self, **settings):
        """A demonstration installation of this row's own."""
        return self._stack.enter_context(self.workshop.demo(**settings))

    def empty(self, **settings):
        """An installation of this row's own without the demonstration."""
        return self._stack.enter_context(self.workshop.empty(**settings))

    def enter(self, context):
        """Enters a context that ends with the row."""
        return self._stack.enter_context(context)


def run(row, workshop, quick, longest):
    """Runs a row to its end, whatever happens in it."""

    def late(*_):
        raise TooLong

    begin = time.monotonic()
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, longest)
    wrong, state = [], None
    try:
        with contextlib.ExitStack() as stack:
            trial = Trial(workshop, quick, stack)
            wrong = trial.wrong
            row.function(trial)
        state = "open" if wrong else "held"
        wrong = wrong + trial.notes
    except Skip as reason:
        state = "open" if wrong else "skipped"
        wrong = [*wrong, f"not tried: {reason}"]
    except TooLong:
        state, wrong = ("open" if wrong else "broken"), [*wrong, f"did not end in {longest} s"]
    except Unprepared as reason:
        state, wrong = ("open" if wrong else "broken"), [*wrong, f"could not be tried: {reason}"]
    except Exception as fault:  # A fault of a row must not keep the others from running.
        place = traceback.extract_tb(fault.__traceback__)[-1]
        where = f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno}"
        state, wrong = ("open" if wrong else "broken"), [*wrong, f"{type(fault).__name__} at {where}: {fault}"]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return Outcome(row, state, time.monotonic() - begin, [text[:600] for text in wrong])
