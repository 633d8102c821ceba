/** The steps of a batch: how many members have done each, for how many it can be done now, and who may do it. */
import type { Role, Schemas } from "../../../contract/types.ts";

export type Member = Schemas["sharedcourt.enforcement.v1.BatchMember"];
export type Result = Schemas["sharedcourt.enforcement.v1.BatchResult"];
type State = NonNullable<Member["state"]>;
type WireStep = NonNullable<Schemas["sharedcourt.enforcement.v1.BatchStep"]>;

/** In their order; the name stands in the path of the step. */
export const STEPS = ["file", "urge", "allocate", "propose", "approve", "pay", "close"] as const;
export type Step = (typeof STEPS)[number];

export const WIRE: Record<Step, WireStep> = {
  file: "BATCH_STEP_FILE_CASES",
  urge: "BATCH_STEP_URGE",
  allocate: "BATCH_STEP_ALLOCATE",
  propose: "BATCH_STEP_PROPOSE",
  approve: "BATCH_STEP_APPROVE",
  pay: "BATCH_STEP_PAY",
  close: "BATCH_STEP_CLOSE",
};

const HANDLERS: readonly Role[] = ["ROLE_OFFICER", "ROLE_BUREAU_CHIEF"];
const PLANNERS: readonly Role[] = ["ROLE_OFFICER", "ROLE_CASHIER", "ROLE_BUREAU_CHIEF"];

/** Who may take a step, as the contract has it; the court checks it. */
export const ROLES: Record<Step, readonly Role[]> = {
  file: HANDLERS,
  urge: HANDLERS,
  allocate: PLANNERS,
  propose: PLANNERS,
  approve: ["ROLE_BUREAU_CHIEF", "ROLE_PRESIDENT"],
  pay: ["ROLE_CASHIER"],
  close: HANDLERS,
};

const fen = (value: string | undefined): bigint => BigInt(value || 0);

/** What a member is still owed of what nothing was allocated to. */
export function owedOf({ claimFen, allocatedFen, paidFen, case: filed }: Member): bigint {
  if (!filed) return 0n;
  // Money that was claimed to the case beside the batch is paid, and was never allocated over it.
  const [least = 0n] = [allocatedFen, paidFen]
    .map((has) => fen(claimFen) - fen(has))
    .sort((one, other) => Number(one - other));
  return least > 0n ? least : 0n;
}

const PLANNED: ReadonlySet<State> = new Set([
  "BATCH_MEMBER_STATE_PROPOSED",
  "BATCH_MEMBER_STATE_PAYABLE",
  "BATCH_MEMBER_STATE_PAY_FAILED",
  "BATCH_MEMBER_STATE_PARTLY_PAID",
  "BATCH_MEMBER_STATE_PAID",
  "BATCH_MEMBER_STATE_CLOSED",
]);
const isIn = ({ state }: Member, ...states: State[]): boolean => state !== undefined && states.includes(state);
const isPlanned = ({ state }: Member): boolean => state !== undefined && PLANNED.has(state);

/** Whether a member has done a step. */
export function isDone(step: Step, member: Member): boolean {
  switch (step) {
    case "file":
      return Boolean(member.case);
    case "urge":
      return Boolean(member.urgeTime);
    case "allocate":
      return Boolean(member.case) && owedOf(member) === 0n;
    case "propose":
      return isPlanned(member);
    case "approve":
      return isPlanned(member) && !isIn(member, "BATCH_MEMBER_STATE_PROPOSED");
    case "pay":
      return fen(member.paidFen) >= fen(member.claimFen);
    case "close":
      return isIn(member, "BATCH_MEMBER_STATE_CLOSED");
  }
}

/** Whether a step can be done for a member as it stands. */
export function isReady(step: Step, member: Member): boolean {
  switch (step) {
    case "file":
      return !member.case;
    case "urge":
      return Boolean(member.case) && !member.urgeTime && !isIn(member, "BATCH_MEMBER_STATE_CLOSED");
    case "allocate":
      return owedOf(member) > 0n && !isIn(member, "BATCH_MEMBER_STATE_CLOSED");
    case "propose":
      return isIn(member, "BATCH_MEMBER_STATE_ALLOCATED");
    case "approve":
      return isIn(member, "BATCH_MEMBER_STATE_PROPOSED");
    case "pay":
      return isIn(member, "BATCH_MEMBER_STATE_PAYABLE");
    case "close":
      return isIn(member, "BATCH_MEMBER_STATE_PAID");
  }
}

export interface Standing {
  done: number;
  ready: number;
}

export const standingOf = (step: Step, members: readonly Member[]): Standing => ({
  done: members.filter((each) => isDone(step, each)).length,
  ready: members.filter((each) => isReady(step, each)).length,
});

/** The step to open first: the first that waits and is for this office, else the first that waits, else the last. */
export function nextStep(members: readonly Member[], role: Role): Step {
  const waiting = STEPS.filter((step) => standingOf(step, members).ready > 0);
  return waiting.find((step) => ROLES[step].includes(role)) ?? waiting[0] ?? "close";
}

/** What became of the last step that was run here, member by member. */
export interface Run {
  step: Step;
  results: readonly Result[];
}

export const failuresOf = (run: Run | undefined): Result[] =>
  (run?.results ?? []).filter(({ outcome }) => outcome === "BATCH_OUTCOME_FAILED");

/** Members that the last run did not do and that are still to do: which a new run of the step alone touches. */
export const toDoAgain = (run: Run | undefined, step: Step, members: readonly Member[]): number =>
  run?.step === step ? failuresOf(run).filter(({ member }) => isOpen(step, members[(member ?? 0) - 1])).length : 0;

const isOpen = (step: Step, member: Member | undefined): boolean => member !== undefined && !isDone(step, member);

/** How many members stand where, in the order of the states. */
export function countsOf(members: readonly Member[]): [State, number][] {
  const counts = new Map<State, number>();
  for (const { state } of members) if (state) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => ORDER.indexOf(one) - ORDER.indexOf(other));
}

const ORDER: State[] = [
  "BATCH_MEMBER_STATE_ENTERED",
  "BATCH_MEMBER_STATE_FILED",
  "BATCH_MEMBER_STATE_URGED",
  "BATCH_MEMBER_STATE_ALLOCATED",
  "BATCH_MEMBER_STATE_PROPOSED",
  "BATCH_MEMBER_STATE_PAYABLE",
  "BATCH_MEMBER_STATE_PAY_FAILED",
  "BATCH_MEMBER_STATE_PARTLY_PAID",
  "BATCH_MEMBER_STATE_PAID",
  "BATCH_MEMBER_STATE_CLOSED",
];
