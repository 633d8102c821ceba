/** Payments that were chosen, made into one file for the bank. */
import { useQueryClient } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { moneyText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf } from "../router.ts";
import type { Payout } from "./money.tsx";
import { FILES } from "./payoutFile.ts";

interface Props {
  picked: readonly Payout[];
  /** The rows of the page that is shown. */
  rows: readonly Payout[];
  onPick: (picked: readonly Payout[]) => void;
}

export function MakeFile({ picked, rows, onPick }: Props) {
  const { d } = useDesk();
  const { report } = usePresent();
  const queries = useQueryClient();
  const { busy, refused, run, clear } = useAct();
  const free = rows.filter(({ payoutFile }) => !payoutFile);
  const more = free.filter(({ name }) => !picked.some((each) => each.name === name));
  if (free.length === 0 && picked.length === 0) return null;
  const sum = picked.reduce((all, { amountFen }) => all + BigInt(amountFen ?? 0), 0n);
  const payouts = picked.flatMap(({ name }) => (name ? [name] : []));
  const choose = (next: readonly Payout[]) => {
    clear();
    onPick(next);
  };
  const make = async (requestId: string) => {
    const made = await data(court.POST("/v1/payoutFiles", { body: { requestId, payouts } }));
    const path = `${FILES}/${idOf(made.name)}`;
    report(d.payoutFile.madeOf(made.number ?? ""), path);
    void queries.invalidateQueries({ queryKey: ["payouts"] });
    void queries.invalidateQueries({ queryKey: ["payout files"] });
    go(path);
  };
  return (
    <>
      <p className="beside">
        <button
          type="button"
          className="primary"
          disabled={picked.length === 0 || busy !== undefined}
          onClick={() => void run(payouts.join(" "), make)}
        >
          {busy ? d.submitting : d.payoutFile.make(picked.length, moneyText(sum.toString()))}
        </button>
        <button type="button" onClick={() => choose(more.length > 0 ? [...picked, ...more] : [])}>
          {more.length > 0 ? d.payoutFile.addAll : d.payoutFile.addNone}
        </button>
        <span className="soft">{d.payoutFile.choose}</span>
      </p>
      <ProblemNote fault={refused?.fault} />
    </>
  );
}
