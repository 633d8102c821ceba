/** Where the money of one receipt went: what lies where, whether it is all of it, and each posting. */
import { useDesk } from "../../../words/desk/index.ts";
import { Rows } from "../parts/Rows.tsx";
import { moneyText, shortMoment } from "../parts/values.ts";
import { balancesOf, type Entry, movesOf, type Place } from "./ledger.ts";
import type { Receipt } from "./money.tsx";

export function Flow({ receipt, entries }: { receipt: Receipt; entries: readonly Entry[] }) {
  const { w, d } = useDesk();
  const balances = balancesOf(entries);
  const sum = balances.reduce((all, [, fen]) => all + fen, 0n);
  // What was reversed is in no place of the books.
  const isReversed = receipt.state === "RECEIPT_STATE_REVERSED";
  const arrived = isReversed ? 0n : BigInt(receipt.amountFen);
  const places = (all: readonly Place[]) => all.map((place) => d.cashier.places[place]).join(w.joiner);
  const kinds: Record<string, string> = d.cashier.kinds;
  return (
    <>
      <ol className="flow">
        {balances.map(([place, fen]) => (
          <li key={place}>
            <span>{d.cashier.places[place]}</span>
            <span className="sum">{moneyText(fen.toString())}</span>
            <progress
              aria-label={d.cashier.places[place]}
              value={arrived === 0n ? 0 : Number((fen * 1000n) / arrived) / 1000}
            />
          </li>
        ))}
      </ol>
      <p className={sum === arrived ? "reason" : "problem"}>
        {sum === arrived
          ? isReversed
            ? d.cashier.wholeReversed
            : d.cashier.whole(moneyText(sum.toString()))
          : d.cashier.notWhole(moneyText(sum.toString()), moneyText((arrived - sum).toString()))}
      </p>
      <Rows
        rows={movesOf(entries)}
        caption={d.cashier.flow}
        isSaved
        keyOf={({ posting }) => posting}
        empty={d.cashier.flowEmpty}
        columns={[
          { title: d.cashier.time, cell: ({ time }) => shortMoment(time), width: "10rem" },
          { title: d.cashier.what, cell: ({ kind }) => kinds[kind] ?? d.cashier.otherKind },
          { title: d.cashier.from, cell: ({ from }) => places(from) },
          { title: d.cashier.to, cell: ({ to }) => places(to) },
          { title: d.cashier.amount, cell: ({ fen }) => moneyText(fen.toString()), align: "right", width: "9rem" },
        ]}
      />
    </>
  );
}
