"""F9: somebody who guesses keeps nobody else out."""

import concurrent.futures
import time

from installation import invite, redeem
from rows import row

PASSWORD = "wide-river-7"
OTHER = "deep-lake-11"


@row("F9", "five wrong passwords for the president", quick=True)
def locked_out(trial):
    here = trial.demo()
    invite(here, "president", PASSWORD)
    home = here.stranger("127.0.0.1")
    session = home.request("POST", "/v1/sessions", {"person": "president", "password": PASSWORD})
    trial.check(session.status == 200, f"the right password: {session.brief()}")
    held = here.stranger("127.0.0.1")
    held.token = session.json.get("token")
    guesser = here.stranger("127.0.0.8")
    last = None
    for number in range(8):
        last = guesser.request("POST", "/v1/sessions", {"person": "president", "password": f"wrong-guess-{number}"})
    trial.refused(last, (403, 429), "the eighth guess from one address")
    answer = home.request("POST", "/v1/sessions", {"person": "president", "password": PASSWORD})
    trial.check(answer.status == 200, f"the right password from an address that signed in before: {answer.brief()}")
    answer = held.post("/v1/me:changePassword", {"oldPassword": PASSWORD, "newPassword": OTHER})
    trial.check(answer.status == 200, f"the own change of the password: {answer.brief()}")
    code = here.as_("admin").done("/v1/people/president:invite")["code"]
    answer = here.stranger("127.0.0.9").request(
        "POST", "/v1/sessions:redeemInvitation", {"person": "president", "code": code, "password": "tall-hill-13"})
    trial.check(answer.status == 200, f"a fresh invitation from a new address: {answer.brief()}")
    # Many addresses are no way round: from some number on each is answered late, and those who are known are apart from it.
    count = trial.amount(45, 24)

    def guess(number):
        return here.stranger(f"127.0.1.{number + 1}").request(
            "POST", "/v1/sessions", {"person": "president", "password": f"other-guess-{number}"})

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(guess, range(count)))
    trial.check(all(answer.status in (401, 403, 429) for answer in answers), f"guesses from {count} addresses: {answers[-1].brief()}")
    begin = time.monotonic()
    last = guess(count)
    late = time.monotonic() - begin
    trial.check(late >= 0.9 or last.status == 429, f"{count} guesses from as many addresses slow nothing down: {last.brief()} after {late:.1f} s")
    new = "tall-hill-13" if answer.status == 200 else PASSWORD
    answer = here.stranger("127.0.0.9").request("POST", "/v1/sessions", {"person": "president", "password": new})
    trial.check(answer.status == 200, f"the right password from a known address after many addresses guessed: {answer.brief()}")
    # Guesses of a code lock nobody out either.
    code = here.as_("admin").done("/v1/people/chief:invite")["code"]
    for number in range(8):
        here.stranger("127.0.0.8").request(
            "POST", "/v1/sessions:redeemInvitation", {"person": "chief", "code": f"AAAA-BBBB-{number}", "password": PASSWORD})
    redeem(here, "chief", code, PASSWORD, "127.0.0.1")
