/** What an administrator does with one person: invites them, ends an office, removes the second factor, deactivates them. */
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Person, Term } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { DayField } from "../parts/Inputs.tsx";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";
import { saying, usePeopleChanged } from "./reading.ts";
import type { Slip } from "./Slips.tsx";
import { instantAfter } from "./terms.ts";

interface Of {
  person: Person;
}

/** What reads a person again where somebody was faster. */
function useAgain({ person }: Of) {
  const { a } = useAdmin();
  const changed = usePeopleChanged();
  const id = idOf(person.name);
  return {
    id,
    again: () => changed(id),
    onChanged: () => changed(id),
    now: person.deactivated ? a.people.deactivated : a.people.termCount(person.terms?.length ?? 0),
  };
}

interface InviteProps extends Of {
  offices: string;
  /** Something else is under way on the page. */
  isQuiet: boolean;
  onSlip: (slip: Slip) => void;
}

export function Invite({ person, offices, isQuiet, onSlip }: InviteProps) {
  const { a } = useAdmin();
  const acting = useAct();
  const id = idOf(person.name);
  const submit = () =>
    void acting.run("invite", async (requestId) => {
      const invitation = await data(
        court.POST("/v1/people/{peopleId}:invite", {
          params: { path: { peopleId: id } },
          body: { name: person.name ?? "", requestId },
        }),
      );
      onSlip({ invitation, id, name: person.displayName, offices });
    });
  return (
    <section>
      <h2>{a.people.invitation}</h2>
      <p className="reason">{a.people.inviteHint}</p>
      <ActForm acting={acting} label={a.people.invite(person.displayName)} isQuiet={isQuiet} onSubmit={submit} />
    </section>
  );
}

interface EndProps extends Of {
  term: Term;
  office: string;
  onDone: () => void;
}

export function EndTerm({ person, term, office, onDone }: EndProps) {
  const { a, w } = useAdmin();
  const { report } = usePresent();
  const acting = useAct();
  const { id, again, ...changed } = useAgain({ person });
  const [reason, setReason] = useState("");
  const [last, setLast] = useState("");
  const submit = () =>
    void acting.run(`${term.name} ${reason} ${last}`, async (requestId) => {
      await data(
        court.POST("/v1/people/{peopleId}/terms/{termId}:end", {
          params: { path: { peopleId: id, termId: idOf(term.name) } },
          headers: saying(reason),
          body: {
            name: term.name ?? "",
            requestId,
            etag: person.etag ?? "",
            ...(last ? { endTime: instantAfter(last) } : {}),
          },
        }),
      );
      report(a.people.termEnded(person.displayName, office));
      onDone();
      await again();
    });
  return (
    <section className="part">
      <h3>{a.people.endTermOf(office)}</h3>
      <ActForm
        acting={acting}
        label={a.people.endTermOf(office)}
        isDanger
        lacks={!reason.trim()}
        onSubmit={submit}
        {...changed}
      >
        <TextField
          id="access-reason"
          label={a.people.reasonRecorded}
          value={reason}
          maxLength={100}
          onChange={setReason}
        />
        <DayField id="endTime" label={a.people.lastDay} hint={a.people.lastDayHint} value={last} onChange={setLast} />
      </ActForm>
      <p>
        <button type="button" onClick={onDone}>
          {w.cancel}
        </button>
      </p>
    </section>
  );
}

export function ResetFactor({ person }: Of) {
  const { a } = useAdmin();
  const { report } = usePresent();
  const acting = useAct();
  const { id, again } = useAgain({ person });
  const [reason, setReason] = useState("");
  const submit = () =>
    void acting.run(reason, async (requestId) => {
      await data(
        court.POST("/v1/people/{peopleId}:resetSecondFactor", {
          params: { path: { peopleId: id } },
          headers: saying(reason),
          body: { name: person.name ?? "", requestId },
        }),
      );
      report(a.people.factorReset(person.displayName));
      await again();
    });
  return (
    <ActForm
      acting={acting}
      label={a.people.resetFactorOf(person.displayName)}
      isDanger
      lacks={!reason.trim()}
      onSubmit={submit}
    >
      <p className="reason">{a.people.resetFactorHint}</p>
      <TextField
        id="factor-reason"
        label={a.people.reasonRecorded}
        value={reason}
        maxLength={100}
        onChange={setReason}
      />
    </ActForm>
  );
}

export function Deactivate({ person }: Of) {
  const { a } = useAdmin();
  const { report } = usePresent();
  const acting = useAct();
  const { id, again, ...changed } = useAgain({ person });
  const [reason, setReason] = useState("");
  const submit = () =>
    void acting.run(reason, async (requestId) => {
      await data(
        court.POST("/v1/people/{peopleId}:deactivate", {
          params: { path: { peopleId: id } },
          body: { name: person.name ?? "", requestId, reason: reason.trim(), etag: person.etag ?? "" },
        }),
      );
      report(a.people.wasDeactivated(person.displayName));
      await again();
    });
  return (
    <ActForm
      acting={acting}
      label={a.people.deactivateOf(person.displayName)}
      isDanger
      lacks={!reason.trim()}
      onSubmit={submit}
      {...changed}
    >
      <p className="reason">{a.people.deactivateHint}</p>
      <TextField
        id="reason"
        label={a.people.deactivateReason}
        value={reason}
        maxLength={500}
        long
        onChange={setReason}
      />
    </ActForm>
  );
}
