/** Issues a supervision item to somebody who has to do something: about a case, or about what is late in one. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { partiesOf } from "../officer/aboutCase.tsx";
import { FindCase } from "../parts/FindCase.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { instantOf } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, useQueryOf } from "../router.ts";
import { type About, useAbout } from "./about.ts";
import { useStaff } from "./staff.ts";

export function Issue() {
  const { d } = useDesk();
  const subject = useQueryOf().get("subject") ?? "";
  return (
    <Page title={d.command.issue} back={{ path: "/supervision", title: d.command.title }}>
      {subject ? (
        <OfRecord key={subject} subject={subject} />
      ) : (
        <FindCase>{(found) => <Order key={found.name} about={{ subject: found.name ?? "", of: found }} />}</FindCase>
      )}
    </Page>
  );
}

function OfRecord({ subject }: { subject: string }) {
  const read = useAbout(subject);
  return <Answer read={read}>{(about) => <Order about={about} />}</Answer>;
}

function Order({ about }: { about: About }) {
  const { w, d } = useDesk();
  const queries = useQueryClient();
  const { me, report } = usePresent();
  const { busy, refused, run } = useAct();
  const { people, nameOf } = useStaff();
  const [chosen, setOwner] = useState<string>();
  // Nobody is asked to supervise their own work.
  const owners = people.filter(({ name }) => name !== me.name);
  const { subject, of: found, title } = about;
  const proposed = found?.handler || about.owner;
  const owner = chosen ?? (owners.some(({ name }) => name === proposed) ? (proposed ?? "") : "");
  const [matter, setMatter] = useState(about.kind ? d.exceptions.matters[about.kind] : "");
  const [due, setDue] = useState("");
  const field = useId();
  const dueTime = instantOf(due);
  const fields: Record<string, string> = {
    "supervision.owner": `${field}-owner`,
    "supervision.matter": `${field}-matter`,
    "supervision.dueTime": `${field}-due`,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(`${subject} ${owner} ${matter} ${due}`, async (requestId) => {
      const inCase = about.kind && found?.name ? { case: found.name } : {};
      const supervision = { subject, ...inCase, matter, owner, ...(dueTime ? { dueTime } : {}) };
      const made = await data(court.POST("/v1/supervisions", { body: { requestId, supervision } }));
      void queries.invalidateQueries({ queryKey: ["supervisions"] });
      const path = `/supervision/${idOf(made.name)}`;
      report(d.command.issued(made.number ?? ""), path);
      go(path);
    });
  };
  return (
    <form className="case-head" onSubmit={submit}>
      <Facts
        rows={[
          [about.kind ? d.exceptions.kinds[about.kind] : "", title],
          [d.case.number, found?.caseNumber ?? about.caseNumber],
          [d.case.debtors, found && partiesOf(found, "SIDE_DEBTOR", w.joiner)],
          [d.case.handler, nameOf(found?.handler)],
        ]}
      />
      <div className="row-fields">
        <div className="field">
          <label htmlFor={`${field}-owner`}>{d.command.owner}</label>
          <select id={`${field}-owner`} required value={owner} onChange={(event) => setOwner(event.target.value)}>
            <option value="">{d.command.chooseOwner}</option>
            {owners.map(({ name, displayName }) => (
              <option key={name} value={name ?? ""}>
                {displayName}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${field}-due`}>{d.command.due}</label>
          <input
            id={`${field}-due`}
            type="datetime-local"
            value={due}
            aria-describedby={`${field}-hint`}
            onChange={(event) => setDue(event.target.value)}
          />
          <small id={`${field}-hint`} className="hint">
            {d.command.dueHint}
          </small>
        </div>
      </div>
      <div className="field">
        <label htmlFor={`${field}-matter`}>{d.command.matter}</label>
        <textarea
          id={`${field}-matter`}
          required
          maxLength={2000}
          value={matter}
          onChange={(event) => setMatter(event.target.value)}
        />
      </div>
      <ProblemNote fault={refused?.fault} fieldOf={(path) => fields[path]} />
      <p>
        <button type="submit" className="primary" disabled={busy !== undefined || !owner || !matter.trim()}>
          {busy ? d.submitting : d.command.issueOf(found?.caseNumber ?? title ?? "")}
        </button>
      </p>
    </form>
  );
}
