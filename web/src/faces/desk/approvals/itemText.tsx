/** What an item of the inbox is called and says. */
import type { ReactNode } from "react";
import { useDesk } from "../../../words/desk/index.ts";
import { useMeasureOf } from "../officer/Sanctions.tsx";
import { isoDay, moneyText } from "../parts/values.ts";
import { subjectOf, useCatalogue } from "../requests/aboutRequest.tsx";
import type { Item } from "./inbox.ts";

interface ItemText {
  kind: string;
  what: string;
  measure: string;
  rows: [string, ReactNode][];
}

export function useItemText(): (item: Item) => ItemText {
  const { w, d } = useDesk();
  const measureOf = useMeasureOf();
  const { matterOf, unitOf } = useCatalogue();
  return (item) => {
    switch (item.kind) {
      case "sanction": {
        const { kind, sanctioned, ground } = item.of;
        const measure = measureOf(item.of);
        return {
          kind: d.sanctionKinds[kind ?? "SANCTION_KIND_UNSPECIFIED"],
          what: d.task.with(sanctioned?.displayName ?? "", ground ?? ""),
          measure,
          rows: [
            [d.sanction.against, sanctioned?.displayName],
            [d.sanction.measure, measure],
            [d.approval.law, (item.of.basis ?? []).map(({ article }) => article).join(w.joiner)],
          ],
        };
      }
      case "distribution": {
        const { items, totalFen, note } = item.of;
        const payees = (items ?? []).map(({ payee }) => payee?.displayName ?? "");
        return {
          kind: d.approval.distribution,
          what: note || payees.join(w.joiner),
          measure: moneyText(totalFen),
          rows: [
            [d.amount, moneyText(totalFen)],
            ...(items ?? []).map(({ payee, amountFen }): [string, ReactNode] => [
              payee?.displayName ?? "",
              `${moneyText(amountFen)} ${payee?.account ?? ""}`,
            ]),
          ],
        };
      }
      case "account": {
        const { payee, amountFen, accountChange } = item.of;
        return {
          kind: d.approval.account,
          what: payee?.displayName ?? "",
          measure: moneyText(amountFen),
          rows: [
            [d.money.payee, payee?.displayName],
            [d.amount, moneyText(amountFen)],
            [d.approval.accountBefore, `${accountChange?.previousBank ?? ""} ${accountChange?.previousAccount ?? ""}`],
            [d.approval.accountNow, `${accountChange?.bank ?? ""} ${accountChange?.account ?? ""}`],
          ],
        };
      }
      case "deferral": {
        const { reason, note, untilDate } = item.of;
        const { payer, restFen, dueDate, dueReasons } = item.receipt;
        return {
          kind: d.deferral.title,
          what: d.task.with(payer?.displayName ?? "", note || d.deferral.reasons[reason]),
          measure: moneyText(restFen),
          rows: [
            [d.receipt.payer, payer?.displayName],
            [d.amount, moneyText(restFen)],
            [d.deferral.reason, d.deferral.reasons[reason]],
            [d.deferral.until, isoDay(untilDate)],
            [d.deferral.due, isoDay(dueDate)],
            [d.approval.law, <Lines key="law" lines={dueReasons ?? []} />],
          ],
        };
      }
      case "watch": {
        const { person, ground, groundText, until } = item.of;
        return {
          kind: d.watch.title,
          what: d.task.with(person?.displayName ?? "", groundText ?? ""),
          measure: "",
          rows: [
            [d.watch.person, person?.displayName],
            [d.watch.ground, d.watchGrounds[ground ?? "WATCH_GROUND_UNSPECIFIED"]],
            [d.watch.until, isoDay(until)],
          ],
        };
      }
      case "request":
        return {
          kind: matterOf(item.of) || d.request.one,
          what: d.task.with(subjectOf(item.of), item.of.content ?? ""),
          measure: moneyText(item.of.equityFreeze?.claimFen),
          rows: [
            [d.request.unit, unitOf(item.of)],
            [d.request.subject, subjectOf(item.of)],
          ],
        };
    }
  };
}

/** Provisions as the court writes them, in Chinese. */
function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul lang="zh-CN">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
