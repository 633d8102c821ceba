/** What several screens say of a supervision item. */
import { courtNow } from "../../../contract/clock.ts";
import type { Role, Schemas } from "../../../contract/types.ts";
import { dayNumber } from "../../../shell/dates.ts";
import { useDesk } from "../../../words/desk/index.ts";

export type Supervision = Schemas["sharedcourt.enforcement.v1.Supervision"];

/** The states in which somebody still has to do something. */
export const STATES = ["ISSUED", "SIGNED", "IN_PROGRESS", "REPLIED", "RETURNED", "ACCEPTED", "CANCELLED"] as const;
type State = (typeof STATES)[number];

export const stateOf = ({ state }: Supervision): State | undefined =>
  STATES.find((each) => state === `SUPERVISION_STATE_${each}`);

/** Days by which its owner is late; nothing where they are not. */
export function daysLate({ overdue, dueTime }: Supervision, now: number): number | undefined {
  if (!overdue || !dueTime) return undefined;
  return Math.max(0, dayNumber(now) - dayNumber(Date.parse(dueTime)));
}

/** Whether it is for this person to close it or to return it: it is theirs, or a rule's and they are the command centre. */
export const isIssuer = ({ issuer, owner }: Supervision, person: string, role: Role): boolean =>
  owner !== person && (issuer ? issuer === person : role === "ROLE_COMMAND");

export function StateMarks({ item }: { item: Supervision }) {
  const { d } = useDesk();
  const state = stateOf(item);
  const days = daysLate(item, courtNow());
  return (
    <>
      {state && <span className="mark">{d.command.views[state]}</span>}{" "}
      {days !== undefined && <span className="mark late">{days > 0 ? d.command.late(days) : d.command.lateToday}</span>}
    </>
  );
}
