/** Gives money that nobody has claimed to its case, and shows to the fen how the case stands then. */
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { court, data } from "../../../contract/client.ts";
import { hasChanged, useAct } from "../../../shell/act.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { type Case, partiesOf } from "../officer/aboutCase.tsx";
import { useCase, useReceiptsOf } from "../officer/reading.ts";
import { FindCase } from "../parts/FindCase.tsx";
import { Answer } from "../parts/Page.tsx";
import { moneyText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, useQueryOf } from "../router.ts";
import { afterClaim } from "./ledger.ts";
import type { Receipt } from "./money.tsx";
import { Suggested } from "./Suggestions.tsx";

interface Props {
  receipt: Receipt;
  id: string;
  /** Where one goes on when it belongs to its case; here where absent. */
  pathAfter?: (found: Case) => string;
}

export function Claim({ receipt, id, pathAfter }: Props) {
  const { d } = useDesk();
  const chosen = useQueryOf().get("case") ?? "";
  const preview = (found: Case) => (
    <Preview key={found.name} receipt={receipt} id={id} found={found} {...(pathAfter ? { pathAfter } : {})} />
  );
  return (
    <section className="case-head">
      <h2>{d.cashier.claim}</h2>
      <Suggested receipt={receipt.name ?? ""} chosen={chosen} />
      {chosen && <Chosen chosen={chosen} preview={preview} />}
      <FindCase key={chosen}>{preview}</FindCase>
    </section>
  );
}

/** The case that was chosen among those that are suggested. */
function Chosen({ chosen, preview }: { chosen: string; preview: (found: Case) => ReactNode }) {
  return <Answer read={useCase(chosen)}>{preview}</Answer>;
}

function Preview({ receipt, id, found, pathAfter }: Props & { found: Case }) {
  const { w, d } = useDesk();
  const queries = useQueryClient();
  const { report } = usePresent();
  const { busy, refused, run } = useAct();
  const before = useReceiptsOf(idOf(found.name)).data;
  // A sum over a part of the rows would be wrong.
  const sum =
    before && !before.nextPageToken
      ? (before.receipts ?? []).reduce((all, { amountFen }) => all + BigInt(amountFen), 0n)
      : undefined;
  const after = sum === undefined ? undefined : afterClaim(BigInt(found.claimFen ?? 0), sum, BigInt(receipt.amountFen));
  const amount = moneyText(receipt.amountFen);
  const claim = () =>
    run(`${receipt.etag} ${found.name}`, async (requestId) => {
      try {
        await data(
          court.POST("/v1/receipts/{receiptId}:claim", {
            params: { path: { receiptId: id } },
            body: { requestId, case: found.name ?? "", ...(receipt.etag ? { etag: receipt.etag } : {}) },
          }),
        );
      } catch (fault) {
        if (hasChanged(fault)) void queries.invalidateQueries({ queryKey: ["receipt", id] });
        throw fault;
      }
      const path = pathAfter?.(found);
      report(d.cashier.claimed(found.caseNumber), path);
      void queries.invalidateQueries({ queryKey: ["receipts"] });
      void queries.invalidateQueries({ queryKey: ["case", idOf(found.name)] });
      await queries.invalidateQueries({ queryKey: ["receipt", id] });
      if (path) go(path, true);
    });
  return (
    <>
      <Facts
        rows={[
          [d.case.number, found.caseNumber],
          [d.case.applicants, partiesOf(found, "SIDE_APPLICANT", w.joiner)],
          [d.case.debtors, partiesOf(found, "SIDE_DEBTOR", w.joiner)],
        ]}
      />
      <h3>{d.cashier.preview}</h3>
      <Facts
        rows={[
          [d.case.claim, moneyText(found.claimFen)],
          [d.cashier.soFar, sum !== undefined && moneyText(sum.toString())],
          [d.cashier.thisOne, amount],
          [d.cashier.missing, after && after.missing > 0n && moneyText(after.missing.toString())],
          [d.cashier.surplus, after && after.surplus > 0n && moneyText(after.surplus.toString())],
        ]}
      />
      {after && after.missing === 0n && after.surplus === 0n && <p>{d.cashier.settledExactly}</p>}
      <ProblemNote fault={refused?.fault} />
      <p>
        <button type="button" className="primary" disabled={busy !== undefined} onClick={claim}>
          {busy ? d.submitting : d.cashier.claimTo(found.caseNumber, amount)}
        </button>
      </p>
    </>
  );
}
