"""What the attacks have and upgrades need too: how the program is started and called, and made-up samples."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "attack"))

from installation import Installation  # noqa: E402, F401
from rest import Client  # noqa: E402, F401
from samples import ADDRESS, COURT, DIRECTOR, OTHER_COURT, OTHER_WORKER, USCC, WORKER, citizen, png  # noqa: E402, F401
