/** M2: takes over a register from a file or from cells that were copied: first checked by the court, then entered, all rows or none. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { Problem } from "../../../../contract/problem.ts";
import type { Court, Person, Schemas } from "../../../../contract/types.ts";
import { useAct } from "../../../../shell/act.ts";
import { useAdmin } from "../../../../words/desk/admin/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { Choose } from "../../parts/Choose.tsx";
import { Field } from "../../parts/Field.tsx";
import { Page } from "../../parts/Page.tsx";
import { PickFiles } from "../../parts/PickFiles.tsx";
import { usePresent } from "../../present.tsx";
import { go, pathWith, useQueryOf } from "../../router.ts";
import { linesOf, textOf } from "./csv.ts";
import { Faults, type ShownFault } from "./Faults.tsx";
import { aboutCell, cellOf, columnsOf, REGISTERS, type Read, type Register, read } from "./rows.ts";

type Result = Schemas["sharedcourt.courts.v1.ImportResult"];

/** Sends the rows of a register; the court checks them alone, or enters them. */
function send(register: Register, rows: Read["rows"], requestId: string, validateOnly: boolean): Promise<Result> {
  switch (register) {
    case "regions": {
      const regions = rows as Schemas["sharedcourt.courts.v1.Region"][];
      return data(court.POST("/v1/regions:import", { body: { requestId, validateOnly, regions } }));
    }
    case "courts":
      return data(court.POST("/v1/courts:import", { body: { requestId, validateOnly, courts: rows as Court[] } }));
    default:
      return data(court.POST("/v1/people:import", { body: { requestId, validateOnly, people: rows as Person[] } }));
  }
}

export default function Import() {
  const { a } = useAdmin();
  const chosen = useQueryOf().get("of");
  const register = REGISTERS.find((each) => each === chosen) ?? "people";
  return (
    <Page title={a.register.title}>
      <div className="filters">
        <Choose
          label={a.register.what}
          value={register}
          onChange={(of) => go(pathWith("/register", { of }), true)}
          options={REGISTERS.map((each) => [each, a.register.registers[each]] as const)}
        />
      </div>
      <Table key={register} register={register} />
    </Page>
  );
}

function Table({ register }: { register: Register }) {
  const { a, w } = useAdmin();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [text, setText] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  // What the court said holds for the text that it was asked about.
  const [checked, setChecked] = useState<{ text: string; result: Result }>();
  const found = read(register, linesOf(text), {
    kinds: a.network.kinds,
    equipment: a.network.equipmentKinds,
    roles: w.roles,
  });
  const result = checked?.text === text ? checked.result : undefined;
  const columns = columnsOf(register);
  const nameOf = (all: readonly (typeof columns.needed)[number][]) =>
    all.map((column) => a.register.columns[column]).join(w.joiner);
  const fault = acting.refused?.fault;
  const refused = fault instanceof Problem && fault.refused.errors.length > 0 ? fault.refused.errors : undefined;
  const faults: ShownFault[] = [
    ...(text && found.missing.length > 0 ? [{ text: a.register.missing(nameOf(found.missing)) }] : []),
    ...found.faults.map(({ line, column, wrong, text }) => ({ line, column, text: a.register.wrong[wrong](text) })),
    ...(refused ?? []).map(({ field, detail }) => {
      const cell = cellOf(register, field, found.lines);
      return { ...cell, text: cell.column ? aboutCell(detail) : detail };
    }),
  ];
  const isReadable = found.rows.length > 0 && found.faults.length === 0;
  const submit = () =>
    void acting.run(`${result ? "import" : "check"} ${text}`, async (requestId) => {
      const answer = await send(register, found.rows, requestId, !result);
      if (!result) return setChecked({ text, result: answer });
      report(a.register.imported(answer.created ?? 0, answer.updated ?? 0, answer.unchanged ?? 0));
      setText("");
      setFiles([]);
      await queries.invalidateQueries();
    });
  const change = (next: string) => {
    setText(next);
    acting.clear();
  };
  const pick = async (picked: File[]) => {
    setFiles(picked);
    const [file] = picked;
    if (file) change(textOf(await file.arrayBuffer()));
  };
  return (
    <ActForm
      // The rows at fault stand in the table below.
      acting={refused ? { ...acting, refused: undefined } : acting}
      label={result ? a.register.enter(found.rows.length) : a.register.check}
      lacks={!isReadable}
      onSubmit={submit}
      beside={
        <section>
          <h2>{a.register.standing}</h2>
          {!text && <p className="soft">{a.register.nothing}</p>}
          {text && <p role="status">{a.register.read(found.rows.length)}</p>}
          {found.unknown.length > 0 && <p className="soft">{a.register.unknown(found.unknown.join(w.joiner))}</p>}
          {result && (
            <p role="status">
              <span className="mark good">{a.register.good}</span>{" "}
              {a.register.would(result.created ?? 0, result.updated ?? 0, result.unchanged ?? 0)}
            </p>
          )}
        </section>
      }
    >
      <p className="reason">{a.register.columnsHint(nameOf(columns.needed), nameOf(columns.more))}</p>
      <p className="reason">{a.register.hints[register]}</p>
      <PickFiles
        id="register-file"
        label={a.register.file}
        choose={a.register.choose}
        hint={a.register.fileHint}
        accept=".csv,.txt,text/csv,text/plain"
        files={files}
        onChange={(picked) => void pick(picked)}
      />
      <Field id="register-text" label={a.register.paste} hint={a.register.pasteHint}>
        {(shared) => (
          <textarea
            {...shared}
            className="table-text"
            rows={10}
            spellCheck={false}
            value={text}
            onChange={(event) => change(event.target.value)}
          />
        )}
      </Field>
      <Faults faults={faults} />
    </ActForm>
  );
}
