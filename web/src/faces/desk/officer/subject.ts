/** Whom an act concerns: a party by its name in the case, whose number the court has, or somebody else with the number that was written. */
export interface Chosen {
  /** The name of the person or organisation. */
  name: string;
  /** `cases/{id}/parties/{n}`, where a party of the case was chosen. */
  party: string;
  identityNumber: string;
}

/** What of it is sent. */
export const namedBy = ({ party, identityNumber }: Pick<Chosen, "party" | "identityNumber">) =>
  party ? { party } : identityNumber.trim() ? { identityNumber: identityNumber.trim() } : {};

/** Whether somebody was chosen or written whom the court can distinguish from others. */
export const isKnown = ({ name, party, identityNumber }: Chosen): boolean =>
  name.trim() !== "" && (party !== "" || identityNumber.trim() !== "");

/** The party of a name, where one party alone has it. */
export function partyNamed(parties: readonly { name?: string; displayName: string }[], displayName: string): string {
  const same = parties.filter((party) => party.displayName === displayName);
  return same.length === 1 ? (same[0]?.name ?? "") : "";
}
