/** A new batch: its debtor, and its members by pasting them. The court looks at all of it while it is written, and names each cell at fault. */

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useRef, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { Problem } from "../../../contract/problem.ts";
import { useAct } from "../../../shell/act.ts";
import { yearAt } from "../../../shell/dates.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { TextField } from "../parts/Field.tsx";
import { DayField, SelectField } from "../parts/Inputs.tsx";
import { Page } from "../parts/Page.tsx";
import { useQuiet } from "../parts/quiet.ts";
import { fieldOf } from "../parts/Refusal.tsx";
import { PLAIN, useOwnCode } from "../parts/reading.ts";
import { completeNumber, dayFrom, moneyText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf } from "../router.ts";
import { CellTable } from "./CellTable.tsx";
import { Paste } from "./Paste.tsx";
import {
  batchOf,
  type Cells,
  type ColumnKey,
  cellId,
  type Draft,
  EMPTY,
  NO_CELLS,
  openCells,
  type Row,
  sumOf,
  type Verdict,
  verdictOf,
} from "./pasted.ts";
import { useBatchWords } from "./words.ts";

/** What somebody has written stays for them while they look something up elsewhere at the desk; nothing of it is stored. */
let kept: { person: string; draft: Draft } | undefined;
let lastId = 0;
const rowOf = (cells: Cells): Row => {
  lastId += 1;
  return { id: lastId, cells };
};

/** A fault of the form, cell by cell; anything else is no answer to what was written. */
const isOfForm = (fault: unknown): fault is Problem => fault instanceof Problem && fault.refused.errors.length > 0;

export function NewBatch() {
  const { d, b } = useBatchWords();
  const { me, report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const person = me.name ?? "";
  const [{ draft, revision }, setWritten] = useState(() => ({
    draft: kept?.person === person ? kept.draft : EMPTY,
    revision: 0,
  }));
  const [entered, setEntered] = useState<Verdict>();
  const last = useRef("");
  const { code } = useOwnCode();
  const year = yearAt(courtNow());
  const write = useCallback(
    (next: (before: Draft) => Draft) => {
      setEntered(undefined);
      setWritten((before) => {
        const draft = next(before.draft);
        kept = { person, draft };
        return { draft, revision: before.revision + 1 };
      });
    },
    [person],
  );
  const change = (part: Partial<Draft>) => write((before) => ({ ...before, ...part }));
  const onCell = useCallback(
    (id: number, column: ColumnKey, text: string) =>
      write((before) => ({
        ...before,
        rows: before.rows.map((row) => (row.id === id ? { ...row, cells: { ...row.cells, [column]: text } } : row)),
      })),
    [write],
  );
  const onRemove = useCallback(
    (id: number) => write((before) => ({ ...before, rows: before.rows.filter((row) => row.id !== id) })),
    [write],
  );
  const { rows } = draft;
  const batch = () => batchOf(draft, (written) => completeNumber(written, code, year), dayFrom(draft.filed));
  const quiet = useQuiet(String(revision));
  const check = useQuery({
    ...PLAIN,
    queryKey: ["batch check", person, quiet, code],
    enabled: rows.length > 0 && quiet === String(revision),
    placeholderData: keepPreviousData,
    gcTime: 0,
    queryFn: async (): Promise<Verdict> => {
      try {
        await data(court.POST("/v1/batches", { body: { batch: batch(), validateOnly: true } }));
        return verdictOf(rows, []);
      } catch (fault) {
        if (!isOfForm(fault)) throw fault;
        return verdictOf(rows, fault.refused.errors);
      }
    },
  });
  const verdict = entered ?? check.data;
  const open = openCells(rows, verdict);
  const others = verdict?.others ?? [];
  const isChecking = rows.length > 0 && (check.isFetching || quiet !== String(revision));
  const sum = sumOf(rows);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (rows.length === 0) return;
    void acting.run(`enter ${revision}`, async (requestId) => {
      try {
        const made = await data(
          court.POST("/v1/batches", { body: { requestId, batch: batch(), validateOnly: false } }),
        );
        kept = undefined;
        void queries.invalidateQueries({ queryKey: ["batches"] });
        const path = `/batches/${idOf(made.name)}`;
        report(b.check.entered(rows.length), path);
        go(path, true);
      } catch (fault) {
        if (isOfForm(fault)) setEntered(verdictOf(rows, fault.refused.errors));
        throw fault;
      }
    });
  };
  /** The next cell at fault behind the one that was shown last. */
  const next = () => {
    const ids = open.map(({ row, column }) => cellId(row, column));
    const at = ids.indexOf(last.current);
    last.current = ids[(at + 1) % ids.length] ?? "";
    const cell = document.getElementById(last.current);
    cell?.focus();
    // Above the bar, which covers the lowest rows.
    cell?.scrollIntoView({ block: "center" });
  };
  const fault = acting.refused?.fault ?? (check.isError ? check.error : undefined);
  return (
    <Page title={b.new} back={{ path: "/batches", title: d.modules.batches }}>
      <form className="act batch-entry" noValidate onSubmit={submit}>
        <div className="row-fields">
          <TextField
            id="batch.displayName"
            label={b.name}
            hint={b.nameHint}
            value={draft.displayName}
            maxLength={100}
            onChange={(displayName) => change({ displayName })}
          />
          <TextField
            id="batch.cause"
            label={d.case.cause}
            value={draft.cause}
            maxLength={100}
            onChange={(cause) => change({ cause })}
          />
          <DayField
            id="batch.filingDate"
            label={b.filed}
            hint={b.filedHint}
            value={draft.filed}
            onChange={(filed) => change({ filed })}
          />
        </div>
        <div className="row-fields">
          <TextField
            id="batch.debtor.displayName"
            label={b.debtor}
            value={draft.debtor}
            maxLength={100}
            onChange={(debtor) => change({ debtor })}
          />
          <SelectField<Draft["debtorKind"]>
            id="batch.debtor.kind"
            label={b.debtorKind}
            value={draft.debtorKind}
            options={Object.entries(b.debtorKinds) as [Draft["debtorKind"], string][]}
            onChange={(debtorKind) => change({ debtorKind: debtorKind || "PARTY_KIND_ORGANISATION" })}
          />
          <TextField
            id="batch.debtor.identityNumber"
            label={b.debtorNumber}
            hint={b.debtorNumberHint}
            value={draft.debtorNumber}
            maxLength={40}
            onChange={(debtorNumber) => change({ debtorNumber })}
          />
        </div>
        {rows.length > 0 && others.length > 0 && (
          <div className="problem">
            <p>{b.check.others}</p>
            <ul>
              {others.map((error) => (
                <li key={error.field + error.reason}>
                  {fieldOf(error.field) ? <a href={`#${fieldOf(error.field)}`}>{error.detail}</a> : error.detail}
                </li>
              ))}
            </ul>
          </div>
        )}
        <h2>{b.paste.title}</h2>
        <Paste onCells={(all) => write((before) => ({ ...before, rows: [...before.rows, ...all.map(rowOf)] }))} />
        {rows.length > 0 && (
          <>
            <CellTable rows={rows} verdict={verdict} open={open} onChange={onCell} onRemove={onRemove} />
            <p className="beside">
              <button type="button" onClick={() => change({ rows: [...rows, rowOf(NO_CELLS)] })}>
                {b.cells.addRow}
              </button>
              <Clear count={rows.length} onClear={() => change({ rows: [] })} />
            </p>
            <div className="batch-bar">
              {!isOfForm(fault) && <ProblemNote fault={fault} onRetry={() => check.refetch()} />}
              <p className="beside">
                <span>{(sum.isWhole ? b.check.sum : b.check.sumOpen)(rows.length, moneyText(sum.fen))}</span>
                <span role="status">
                  {open.length > 0 ? (
                    <span className="mark soon">{b.check.wrong(open.length)}</span>
                  ) : isChecking ? (
                    <span className="soft">{b.check.checking}</span>
                  ) : (
                    others.length === 0 && check.isSuccess && <span className="mark good">{b.check.good}</span>
                  )}
                </span>
                {open.length > 0 && (
                  <button type="button" onClick={next}>
                    {b.check.next}
                  </button>
                )}
                <button type="submit" className="primary" disabled={acting.busy !== undefined}>
                  {acting.busy ? d.submitting : b.check.enter(rows.length)}
                </button>
              </p>
            </div>
          </>
        )}
      </form>
    </Page>
  );
}

/** Clears the table after it was asked once more, with how much is lost. */
function Clear({ count, onClear }: { count: number; onClear: () => void }) {
  const { w, b } = useBatchWords();
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <button type="button" onClick={() => setAsked(true)}>
        {b.cells.clear}
      </button>
    );
  }
  return (
    <>
      <button type="button" className="danger" onClick={onClear}>
        {b.cells.clearAll(count)}
      </button>
      <button type="button" onClick={() => setAsked(false)}>
        {w.cancel}
      </button>
    </>
  );
}
