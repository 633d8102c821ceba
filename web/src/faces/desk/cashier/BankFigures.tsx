/** What the bank says of a month: its four figures, and every row of its statement where they are to be compared one by one. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { moneyText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { balanceFrom, statementLines, yuanText } from "./bankStatement.ts";
import type { MoneyMonth } from "./moneyMonth.ts";

const FIELDS = ["openingFen", "inFen", "outFen", "closingFen"] as const;
type Figure = (typeof FIELDS)[number];

export function BankFigures({ month, id, text }: { month: MoneyMonth; id: string; text: string }) {
  const { d } = useDesk();
  const isEntered = Boolean(month.bankStatement);
  const form = <Entering month={month} id={id} text={text} />;
  if (!isEntered) return form;
  return (
    <details className="case-head">
      <summary>{d.moneyMonth.change}</summary>
      {form}
    </details>
  );
}

function Entering({ month, id, text }: { month: MoneyMonth; id: string; text: string }) {
  const { d } = useDesk();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const entered = month.bankStatement;
  const [said, setSaid] = useState<Record<Figure, string>>(() => ({
    openingFen: entered ? yuanText(entered.openingFen) : "",
    inFen: entered ? yuanText(entered.inFen) : "",
    outFen: entered ? yuanText(entered.outFen) : "",
    closingFen: entered ? yuanText(entered.closingFen) : "",
  }));
  const [pasted, setPasted] = useState(() =>
    (entered?.rows ?? [])
      .map(({ bankReference, direction, amountFen }) =>
        [bankReference, d.moneyMonth.directions[direction], yuanText(amountFen)].join("\t"),
      )
      .join("\n"),
  );
  const lines = statementLines(pasted);
  const rows = lines.flatMap(({ row }) => (row ? [row] : []));
  const wrong = lines.find(({ fault }) => fault);
  const figures = FIELDS.map((field) => balanceFrom(said[field]));
  const lacks = figures.some((fen) => fen === undefined) || wrong !== undefined;
  const labels: Record<Figure, string> = {
    openingFen: d.moneyMonth.openingYuan,
    inFen: d.moneyMonth.inYuan,
    outFen: d.moneyMonth.outYuan,
    closingFen: d.moneyMonth.closingYuan,
  };
  const reload = () => queries.invalidateQueries({ queryKey: ["money month", id] });
  const enter = async (requestId: string) => {
    const [openingFen = "0", inFen = "0", outFen = "0", closingFen = "0"] = figures;
    await data(
      court.POST("/v1/moneyMonths/{moneyMonthId}:enterBankStatement", {
        params: { path: { moneyMonthId: id } },
        body: {
          requestId,
          bankStatement: { openingFen, inFen, outFen, closingFen, rows },
          ...(month.etag ? { etag: month.etag } : {}),
        },
      }),
    );
    report(d.moneyMonth.entered(text));
    void queries.invalidateQueries({ queryKey: ["money months"] });
    await reload();
  };
  const hintOf = (fen: string | undefined, yuan: string) =>
    yuan ? (fen === undefined ? d.form.amountWrong : moneyText(fen)) : "";
  const read = wrong?.fault
    ? d.moneyMonth.faultOf(wrong.line, d.moneyMonth.faults[wrong.fault])
    : rows.length > 0
      ? d.moneyMonth.pastedCount(rows.length)
      : "";
  return (
    <section className={entered ? "" : "case-head"}>
      {!entered && <h2>{d.moneyMonth.enter}</h2>}
      <ActForm
        acting={acting}
        label={d.moneyMonth.save}
        lacks={lacks}
        onChanged={reload}
        isQuiet={Boolean(entered)}
        onSubmit={() => void acting.run(`${month.etag} ${JSON.stringify([said, pasted])}`, enter)}
      >
        {FIELDS.map((field, at) => (
          <TextField
            key={field}
            id={`bankStatement.${field}`}
            label={labels[field]}
            hint={hintOf(figures[at], said[field])}
            value={said[field]}
            maxLength={30}
            required
            onChange={(value) => setSaid({ ...said, [field]: value })}
          />
        ))}
        <TextField
          id="bankStatement.rows"
          label={d.moneyMonth.pasted}
          hint={d.moneyMonth.pasteHint}
          value={pasted}
          maxLength={400_000}
          long
          onChange={setPasted}
        />
        {read && (
          <p className={wrong ? "bar" : "reason"} role="status">
            {read}
          </p>
        )}
      </ActForm>
    </section>
  );
}
