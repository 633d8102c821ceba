/** Takes the bank's list over: first checked by the court, then every good row is entered and the others stay named. */

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { useAct } from "../../../shell/act.ts";
import { isoMinuteAt } from "../../../shell/dates.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { Field } from "../parts/Field.tsx";
import { Page } from "../parts/Page.tsx";
import { PickFiles } from "../parts/PickFiles.tsx";
import { Rows } from "../parts/Rows.tsx";
import { textOf } from "../parts/spreadsheet.ts";
import { instantOf, moneyText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go } from "../router.ts";
import { type BankList, type ListLine, readBankList, type Transfer } from "./bankList.ts";

/** Where one goes on. */
const RECEIPTS = "/receipts";
/** As many rows as the court takes at once. */
const AT_ONCE = 1000;
/** As many faults as are shown: who has more mends the first ones and checks again. */
const SHOWN = 200;

interface Done {
  created: number;
  present: number;
  fen: bigint;
  /** What the court says of lines, by their places in the list. */
  faults: { line: number; zh: string; en: string }[];
}

/** Sends every row, a thousand at a time. */
async function send(lines: readonly ListLine[], noticeTime: string, validateOnly: boolean): Promise<Done> {
  const done: Done = { created: 0, present: 0, fen: 0n, faults: [] };
  for (let at = 0; at < lines.length; at += AT_ONCE) {
    const some = lines.slice(at, at + AT_ONCE);
    const transfers = some.flatMap(({ transfer }): Transfer[] => (transfer ? [transfer] : []));
    const answer = await data(court.POST("/v1/receipts:import", { body: { transfers, noticeTime, validateOnly } }));
    done.created += answer.created ?? 0;
    done.present += answer.present ?? 0;
    done.fen += BigInt(answer.createdFen ?? 0);
    for (const { index, message, messageEn } of answer.badRows ?? []) {
      done.faults.push({ line: some[index ?? 0]?.line ?? 0, zh: message ?? "", en: messageEn ?? "" });
    }
  }
  return done;
}

/** Now in Beijing, as a field of a day and a time holds it. */
const nowField = () => isoMinuteAt(courtNow());

export function ImportList() {
  const { d, w, tag } = useDesk();
  const words = d.cashier.list;
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const [text, setText] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const [noticed, setNoticed] = useState(nowField);
  // What the court said holds for what it was asked about.
  const [checked, setChecked] = useState<{ asked: string; done: Done }>();
  const found: BankList = text ? readBankList(text) : { lines: [], spent: 0, missing: [] };
  const good = found.lines.filter(({ transfer }) => transfer);
  const asked = `${noticed} ${text}`;
  const done = checked?.asked === asked ? checked.done : undefined;
  const faults = [
    ...found.lines.flatMap(({ line, fault }) => (fault ? [{ line, text: words.wrong[fault] }] : [])),
    ...(done?.faults ?? []).map(({ line, zh, en }) => ({ line, text: tag === "en" ? en : zh })),
  ].sort((one, other) => one.line - other.line);
  const wrongLines = new Set(faults.map(({ line }) => line)).size;
  const submit = () =>
    void acting.run(`${done ? "enter" : "check"} ${asked}`, async () => {
      const answer = await send(good, instantOf(noticed) ?? "", !done);
      if (!done) return setChecked({ asked, done: answer });
      await queries.invalidateQueries({ queryKey: ["receipts"] });
      report(words.entered(answer.created, moneyText(answer.fen.toString()), answer.present), RECEIPTS);
      go(RECEIPTS);
    });
  const pick = async (picked: File[]) => {
    setFiles(picked);
    const [file] = picked;
    if (!file) return;
    const read = textOf(new Uint8Array(await file.arrayBuffer()));
    acting.clear();
    setText(read ?? "");
    setChecked(undefined);
  };
  return (
    <Page title={words.title} back={{ path: RECEIPTS, title: d.cashier.receipts }}>
      <ActForm
        acting={acting}
        label={done ? words.enter(done.created) : words.check}
        lacks={good.length === 0 || noticed === "" || done?.created === 0}
        onSubmit={submit}
        beside={
          <section>
            <h2>{words.standing}</h2>
            {!text && <p className="soft">{words.nothing}</p>}
            {text && found.missing.length === 0 && <p role="status">{words.read(good.length, found.spent)}</p>}
            {found.missing.length > 0 && (
              <p role="status">{words.missing(found.missing.map((each) => words.columns[each]).join(w.joiner))}</p>
            )}
            {done && <p role="status">{words.would(done.created, moneyText(done.fen.toString()), done.present)}</p>}
          </section>
        }
      >
        <p className="reason">{words.hint}</p>
        <PickFiles
          id="bank-list-file"
          label={words.file}
          choose={words.choose}
          hint={words.fileHint}
          accept=".csv,.txt,text/csv,text/plain"
          files={files}
          onChange={(picked) => void pick(picked)}
        />
        <Field id="bank-list" label={words.paste}>
          {(shared) => (
            <textarea
              {...shared}
              className="table-text"
              rows={10}
              spellCheck={false}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                acting.clear();
              }}
            />
          )}
        </Field>
        <Field id="bank-list-notice" label={d.cashier.noticed} hint={words.noticeHint}>
          {(shared) => (
            <input
              {...shared}
              type="datetime-local"
              required
              value={noticed}
              onChange={(event) => setNoticed(event.target.value)}
            />
          )}
        </Field>
        {faults.length > 0 && (
          <section>
            <h2>{words.faults(wrongLines)}</h2>
            <div role="status">
              <Rows
                rows={faults.slice(0, SHOWN).map((fault, at) => ({ ...fault, key: String(at) }))}
                caption={words.faults(wrongLines)}
                keyOf={({ key }) => key}
                empty=""
                columns={[
                  { title: words.line, cell: ({ line }) => line, width: "4rem" },
                  { title: words.fault, cell: ({ text }) => text },
                ]}
              />
            </div>
          </section>
        )}
      </ActForm>
    </Page>
  );
}
