/** What several screens say of a case. */
import type { Role, Schemas } from "../../../contract/types.ts";
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

/** Those to whom the court gives the papers of a case. */
export const READS_PAPERS: readonly Role[] = [
  "ROLE_OFFICER",
  "ROLE_BUREAU_CHIEF",
  "ROLE_PRESIDENT",
  "ROLE_COMMAND",
  "ROLE_AUDITOR",
];

/** What the tabs of a case are given. */
export interface TabProps {
  case: Case;
  id: string;
}
