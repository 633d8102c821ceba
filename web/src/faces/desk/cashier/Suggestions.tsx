/** To which cases money may belong that nobody has claimed, with what speaks for each. Somebody claims; nothing is decided by it. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import type { Schemas } from "../../../contract/types.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { PLAIN } from "../parts/reading.ts";
import { moneyText } from "../parts/values.ts";
import { idOf, link, pathWith } from "../router.ts";

type Answer = Schemas["sharedcourt.enforcement.v1.SuggestClaimsResponse"];
export type Suggestion = Schemas["sharedcourt.enforcement.v1.ClaimSuggestion"];

/** For the receipts of a page by one question. */
export function useSuggestions(receipts: readonly string[]) {
  return useQuery({
    ...PLAIN,
    queryKey: ["receipts", "suggestions", ...receipts],
    enabled: receipts.length > 0,
    queryFn: () => data(court.GET("/v1/receipts:suggestClaims", { params: { query: { receipts: [...receipts] } } })),
  });
}

/** The address at which a receipt is claimed to a case. */
const claimPath = (receipt: string | undefined, found: string | undefined) =>
  pathWith(`/receipts/${idOf(receipt)}`, { case: idOf(found) });

export function Grounds({ of: { grounds, closed } }: { of: Suggestion }) {
  const { d } = useDesk();
  return (
    <>
      {(grounds ?? []).map((ground) => (
        <span key={ground} className="mark">
          {d.cashier.grounds[ground]}
        </span>
      ))}
      {closed && <span className="mark soon">{d.cashier.closed}</span>}
    </>
  );
}

/** The likeliest case of a row. */
export function Likeliest({ receipt, answer }: { receipt: string; answer: Answer | undefined }) {
  const { d } = useDesk();
  const first = answer?.suggestions?.find((each) => each.receipt === receipt);
  if (!first) return answer ? <span className="soft">{d.cashier.noSuggestion}</span> : null;
  return (
    <div>
      <a {...link(claimPath(receipt, first.case))}>{labelText(answer ?? {}, first.case)}</a> <Grounds of={first} />
    </div>
  );
}

/** All that is suggested for one receipt. */
export function Suggested({ receipt, chosen }: { receipt: string; chosen: string }) {
  const { d } = useDesk();
  const answer = useSuggestions([receipt]).data;
  const all = answer?.suggestions ?? [];
  if (!answer || all.length === 0) return answer ? <p className="soft">{d.cashier.noSuggestion}</p> : null;
  return (
    <>
      <h3>{d.cashier.suggested}</h3>
      <ul className="suggestions">
        {all.map((each) => (
          <li key={each.case}>
            <a {...link(claimPath(receipt, each.case))} aria-current={idOf(each.case) === chosen ? "true" : undefined}>
              {labelText(answer, each.case)}
            </a>{" "}
            <Grounds of={each} /> <span className="soft">{d.cashier.missingOf(moneyText(each.missingFen))}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
