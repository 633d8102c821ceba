/** O4: a task to be filed: what, for whom, where; which court it goes to is shown while the address is typed. */
import { type FormEvent, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Task } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { Field, TextField } from "../parts/Field.tsx";
import { Page } from "../parts/Page.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, useQueryOf } from "../router.ts";
import { Parties } from "./Parties.tsx";
import { Routing } from "./Routing.tsx";
import { type Draft, draftOf, KINDS, needsPapers, taskOf } from "./taskDraft.ts";

export function NewTask() {
  const { w, d } = useDesk();
  const { me, report } = usePresent();
  const number = useQueryOf().get("number") ?? "";
  const [draft, setDraft] = useState<Draft>(() => draftOf(number, d.task.notice, me));
  const [checked, setChecked] = useState<Task>();
  const acting = useAct();
  const change = (next: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...next }));
    // What was checked is no longer what would be filed.
    setChecked(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const task = taskOf(draft);
    if (!checked) {
      void acting.run("check", async () => {
        setChecked(await data(court.POST("/v1/tasks", { body: { requestId: "", task, validateOnly: true } })));
      });
      return;
    }
    void acting.run(JSON.stringify(task), async (requestId) => {
      const filed = await data(court.POST("/v1/tasks", { body: { requestId, task, validateOnly: false } }));
      const path = `/tasks/${idOf(filed.name)}`;
      report(d.task.filed(draft.party), `${path}`);
      go(path, true);
    });
  };
  return (
    <Page title={d.task.file} back={{ path: "/tasks", title: d.modules.tasks }}>
      <form className="two" onSubmit={submit} noValidate>
        <div>
          <Field id="task.kind" label={d.task.kind}>
            {(shared) => (
              <select
                {...shared}
                value={draft.kind}
                onChange={(event) => change({ kind: event.target.value as Task["kind"] })}
              >
                {KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {w.taskKinds[kind]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Parties draft={draft} onChange={change} />
          {needsPapers(draft.kind) && <Papers draft={draft} onChange={change} />}
          <TextField
            id="task.instructions"
            label={w.village.instructions}
            value={draft.instructions}
            maxLength={2000}
            long
            onChange={(instructions) => change({ instructions })}
          />
        </div>
        <div>
          <TextField
            id="task.address"
            label={d.task.address}
            hint={d.task.addressHint}
            value={draft.address}
            maxLength={200}
            onChange={(address) => change({ address, court: "" })}
          />
          <Routing address={draft.address} chosen={draft.court} onChoose={(next) => change({ court: next })} />
          <TextField
            id="task.contact.displayName"
            label={d.task.contact}
            value={draft.contact}
            maxLength={60}
            onChange={(contact) => change({ contact })}
          />
          <TextField
            id="task.contact.phone"
            label={d.task.contactPhone}
            type="tel"
            value={draft.contactPhone}
            maxLength={20}
            onChange={(contactPhone) => change({ contactPhone })}
          />
          <label className="tick">
            <input
              type="checkbox"
              checked={draft.urgent}
              onChange={(event) => change({ urgent: event.target.checked })}
            />
            {d.task.urgent}
          </label>
          <Refusal acting={acting} />
          {checked && (
            <p className="note" role="status">
              {d.task.checked(shortMoment(checked.acceptBy), shortMoment(checked.finishBy))}
            </p>
          )}
          <button type="submit" className="primary" disabled={acting.busy !== undefined}>
            {acting.busy ? d.submitting : checked ? d.task.send : d.task.check}
          </button>
        </div>
      </form>
    </Page>
  );
}

function Papers({ draft, onChange }: { draft: Draft; onChange: (next: Partial<Draft>) => void }) {
  const { d } = useDesk();
  const { papers } = draft;
  const set = (at: number, next: Partial<Draft["papers"][number]>) =>
    onChange({ papers: papers.map((each, place) => (place === at ? { ...each, ...next } : each)) });
  return (
    <fieldset>
      <legend>{d.task.papers}</legend>
      {papers.map((paper, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the papers have no other name than their place
        <div key={at} className="paper">
          <input
            id={`task.documents[${at}].title`}
            aria-label={d.task.paperTitle(at + 1)}
            value={paper.title}
            maxLength={100}
            onChange={(event) => set(at, { title: event.target.value })}
          />
          <input
            id={`task.documents[${at}].copies`}
            aria-label={d.task.paperCopies(at + 1)}
            type="number"
            min={1}
            max={100}
            value={paper.copies}
            onChange={(event) => set(at, { copies: Number(event.target.value) })}
          />
          {papers.length > 1 && (
            <button type="button" onClick={() => onChange({ papers: papers.filter((_, place) => place !== at) })}>
              {d.task.paperRemove(at + 1)}
            </button>
          )}
        </div>
      ))}
      {papers.length < 50 && (
        <button type="button" onClick={() => onChange({ papers: [...papers, { title: "", copies: 1 }] })}>
          {d.task.paperAdd}
        </button>
      )}
    </fieldset>
  );
}
