/** What an officer writes of a debtor's property, and what can follow a seizure. */
import type { Schemas } from "../../../../contract/types.ts";

export type Debtor = Schemas["sharedcourt.investigation.v1.Debtor"];
export type Fact = Schemas["sharedcourt.investigation.v1.Fact"];
export type Seizure = Schemas["sharedcourt.investigation.v1.Seizure"];
export type Duty = Schemas["sharedcourt.investigation.v1.Duty"];
export type Topic = NonNullable<Schemas["sharedcourt.investigation.v1.Topic"]>;

/** Topics that are no property: where somebody lives, works, and their family. */
const NO_PROPERTY: ReadonlySet<string> = new Set([
  "TOPIC_UNSPECIFIED",
  "TOPIC_RESIDENCE",
  "TOPIC_WORK",
  "TOPIC_FAMILY",
]);

export const topicsOf = (words: Record<Topic, string>, ofProperty: boolean): [Topic, string][] =>
  (Object.entries(words) as [Topic, string][]).filter(
    ([topic]) => topic !== "TOPIC_UNSPECIFIED" && !(ofProperty && NO_PROPERTY.has(topic)),
  );

/** Facts by topic, in the order of the topics; of each topic the newest first. */
export function byTopic(facts: readonly Fact[], topics: readonly Topic[]): [Topic, Fact[]][] {
  return topics.flatMap((topic): [Topic, Fact[]][] => {
    const found = facts.filter((each) => each.topic === topic);
    return found.length > 0 ? [[topic, found.reverse()]] : [];
  });
}

export type SeizureStep = "publish" | "renew" | "release";

/** What can follow as it stands; who recorded it neither publishes nor renews it. */
export function seizureSteps({ state, proposer }: Seizure, me: string | undefined): SeizureStep[] {
  switch (state) {
    case "SEIZURE_STATE_RECORDED":
      return proposer === me ? ["release"] : ["publish", "release"];
    case "SEIZURE_STATE_IN_FORCE":
      return proposer === me ? ["release"] : ["renew", "release"];
    case "SEIZURE_STATE_WAITING":
      return ["release"];
    default:
      return [];
  }
}
