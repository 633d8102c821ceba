/** What an item of the inbox is called, and its line in the list. */
import { useDesk } from "../../../words/desk/index.ts";
import { moneyText } from "../parts/values.ts";
import { subjectOf, useCatalogue } from "../requests/aboutRequest.tsx";
import type { Item } from "./inbox.ts";

interface ItemText {
  kind: string;
  what: string;
  measure: string;
}

export function useItemText(): (item: Item) => ItemText {
  const { d } = useDesk();
  const { matterOf } = useCatalogue();
  const measureOf = (months: number | undefined, fen: string | undefined) => {
    if (months) return d.request.months(months);
    return BigInt(fen ?? 0) === 0n ? "" : moneyText(fen);
  };
  return (item) => {
    if (item.kind === "watch") {
      const { person, groundText } = item.of;
      return { kind: d.watch.title, what: d.task.with(person?.displayName ?? "", groundText ?? ""), measure: "" };
    }
    if (item.kind === "request") {
      return {
        kind: matterOf(item.of) || d.request.one,
        what: d.task.with(subjectOf(item.of), item.of.content ?? ""),
        measure: moneyText(item.of.equityFreeze?.claimFen),
      };
    }
    const { kind, sanctionKind, about, reason, amountFen, months } = item.of;
    return {
      kind:
        kind === "APPROVAL_KIND_SANCTION"
          ? d.sanctionKinds[sanctionKind ?? "SANCTION_KIND_UNSPECIFIED"]
          : d.approval.kinds[kind ?? "APPROVAL_KIND_UNSPECIFIED"],
      what: about && reason ? d.task.with(about, reason) : about || reason || "",
      measure: measureOf(months, amountFen),
    };
  };
}
