/** Which records of calls are asked for. */
export const OUTCOMES = ["all", "done", "refused"] as const;
export type OutcomeView = (typeof OUTCOMES)[number];

interface Asked {
  person: string;
  outcome: OutcomeView;
  since: string;
  until: string;
  request: string;
}

/** The condition as the court reads it. */
export function recordFilter({ person, outcome, since, until, request }: Asked): string {
  const conditions = [
    person && `person=${person}`,
    outcome === "done" && "code=OK",
    outcome === "refused" && "code!=OK",
    since && `call_time>=${JSON.stringify(since)}`,
    until && `call_time<${JSON.stringify(until)}`,
    request && `request_id=${JSON.stringify(request)}`,
  ];
  return conditions.filter(Boolean).join(" AND ");
}
