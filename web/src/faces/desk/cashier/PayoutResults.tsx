/** What the bank did with the payments of a file: pasted, compared with the file line by line, and then entered. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { Rows } from "../parts/Rows.tsx";
import { usePresent } from "../present.tsx";
import { type PastedLine, pastedLines } from "./bankAnswer.ts";
import type { PayoutFile } from "./payoutFile.ts";

type ResultAnswer = Schemas["sharedcourt.enforcement.v1.PayoutResultAnswer"];

interface Checked {
  text: string;
  lines: (PastedLine & { answer?: ResultAnswer })[];
}

/** Enters results of the bank, or only compares them; the answers in the order of the lines that could be read. */
function useEntering(id: string) {
  return async (lines: readonly PastedLine[], requestId: string, validateOnly: boolean) => {
    const results = lines.flatMap(({ result }) => (result ? [result] : []));
    if (results.length === 0) return [];
    const { answers } = await data(
      court.POST("/v1/payoutFiles/{payoutFileId}:enterResults", {
        params: { path: { payoutFileId: id } },
        body: { requestId, results, validateOnly },
      }),
    );
    return answers ?? [];
  };
}

/** Lines with what the court answered to those that could be read. */
function answered(lines: readonly PastedLine[], answers: readonly ResultAnswer[]): Checked["lines"] {
  let next = 0;
  return lines.map((line) => {
    const answer = line.result ? answers[next++] : undefined;
    return answer ? { ...line, answer } : line;
  });
}

export function PayoutResults({ file, id }: { file: PayoutFile; id: string }) {
  const { d } = useDesk();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const send = useEntering(id);
  const [text, setText] = useState("");
  const [checked, setChecked] = useState<Checked>();
  const current = checked?.text === text ? checked : undefined;
  const ready = current?.lines.filter(({ answer }) => answer?.outcome === "PAYOUT_RESULT_OUTCOME_ENTERED") ?? [];
  const check = async (requestId: string) => {
    const lines = pastedLines(text, courtNow());
    setChecked({ text, lines: answered(lines, await send(lines, requestId, true)) });
  };
  const enter = async (requestId: string) => {
    const answers = await send(ready, requestId, false);
    const done = answers.filter(({ outcome }) => outcome === "PAYOUT_RESULT_OUTCOME_ENTERED").length;
    report(d.payoutFile.entered(done));
    // What was refused after all is compared once more; what is done is on the page of the file.
    setChecked(undefined);
    if (done === ready.length) setText("");
    void queries.invalidateQueries({ queryKey: ["payouts"] });
    void queries.invalidateQueries({ queryKey: ["receipt"] });
    void queries.invalidateQueries({ queryKey: ["payout files"] });
    await queries.invalidateQueries({ queryKey: ["payout file", id] });
  };
  const isReady = ready.length > 0;
  return (
    <section className="case-head">
      <h2>{d.payoutFile.enter}</h2>
      <ActForm
        acting={acting}
        label={isReady ? d.payoutFile.enterOf(ready.length) : d.payoutFile.check}
        lacks={!text.trim()}
        onSubmit={() => void acting.run(`${file.etag} ${isReady} ${text}`, isReady ? enter : check)}
      >
        <TextField
          id="results"
          label={d.payoutFile.pasted}
          hint={d.payoutFile.pasteHint}
          value={text}
          maxLength={200_000}
          long
          onChange={setText}
        />
        {current && !isReady && (
          <p className="bar" role="status">
            {d.payoutFile.nothing}
          </p>
        )}
        {current && <Compared lines={current.lines} />}
      </ActForm>
    </section>
  );
}

function Compared({ lines }: { lines: Checked["lines"] }) {
  const { d, tag } = useDesk();
  const why = ({ fault, answer }: Checked["lines"][number]) =>
    fault ? d.payoutFile.faults[fault] : tag === "en" ? answer?.messageEn : answer?.message;
  const outcome = ({ answer }: Checked["lines"][number]) =>
    d.payoutFile.outcomes[answer?.outcome ?? "PAYOUT_RESULT_OUTCOME_REFUSED"];
  return (
    <Rows
      rows={lines}
      caption={d.payoutFile.check}
      keyOf={({ line }) => String(line)}
      empty={d.payoutFile.nothing}
      columns={[
        { title: d.payoutFile.line, cell: ({ line }) => d.payoutFile.lineOf(line), width: "7rem" },
        { title: d.payoutFile.row, cell: ({ result }) => result?.row, width: "4rem" },
        {
          title: d.payoutFile.answer,
          cell: (line) => (
            <>
              <span className="mark">{outcome(line)}</span> {why(line)}
            </>
          ),
        },
      ]}
    />
  );
}
