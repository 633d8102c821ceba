/** What several screens say of a case. */
import type { Schemas } from "../../../contract/types.ts";
import { useDesk } from "../../../words/desk/index.ts";

export type Case = Schemas["sharedcourt.enforcement.v1.Case"];
type Side = Schemas["sharedcourt.enforcement.v1.Side"];

/** The names on one side. */
export const partiesOf = ({ parties }: Case, side: Side, joiner: string): string =>
  (parties ?? [])
    .filter((party) => party.side === side)
    .map(({ displayName }) => displayName)
    .join(joiner);

/** How a case stands. */
export function CaseMark({ case: { state } }: { case: Case }) {
  const { d } = useDesk();
  return <span className="mark">{d.caseStates[state ?? "CASE_STATE_UNSPECIFIED"]}</span>;
}

/** What the tabs of a case are given. */
export interface TabProps {
  case: Case;
  id: string;
}
