/** A task as it is written on the form, and as it is filed. */
import type { Person, Schemas, Task } from "../../../contract/types.ts";

type Party = Schemas["sharedcourt.enforcement.v1.Party"];

export interface Draft {
  kind: Task["kind"];
  caseNumber: string;
  party: string;
  organisation: boolean;
  identityNumber: string;
  phone: string;
  address: string;
  /** The court that was chosen among several candidates, `courts/{code}`. */
  court: string;
  papers: { title: string; copies: number }[];
  instructions: string;
  contact: string;
  contactPhone: string;
  urgent: boolean;
}

export const KINDS: Task["kind"][] = [
  "TASK_KIND_SERVICE_OF_PROCESS",
  "TASK_KIND_LOCATE_PERSON",
  "TASK_KIND_VERIFY_LEAD",
  "TASK_KIND_URGE_PERFORMANCE",
  "TASK_KIND_WITNESS",
  "TASK_KIND_POST_NOTICE",
  "TASK_KIND_ON_SITE_ASSISTANCE",
];

const WITH_PAPERS = new Set<Task["kind"]>(["TASK_KIND_SERVICE_OF_PROCESS", "TASK_KIND_POST_NOTICE"]);
export const needsPapers = (kind: Task["kind"]): boolean => WITH_PAPERS.has(kind);

/** The form as it opens: what is served most often, and the officer as whom one calls. */
export const draftOf = (caseNumber: string, paper: string, me: Person): Draft => ({
  kind: "TASK_KIND_SERVICE_OF_PROCESS",
  caseNumber,
  party: "",
  organisation: false,
  identityNumber: "",
  phone: "",
  address: "",
  court: "",
  papers: [{ title: paper, copies: 1 }],
  instructions: "",
  contact: me.displayName,
  contactPhone: me.phone ?? "",
  urgent: false,
});

/** What the form takes over from a party of the case. A masked number is none; the court knows the whole one by the case. */
export const ofParty = ({ displayName, kind, phone }: Party): Partial<Draft> => ({
  party: displayName,
  organisation: kind === "PARTY_KIND_ORGANISATION",
  identityNumber: "",
  phone: phone && !phone.includes("*") ? phone : "",
});

/** The task of the form; a field that is empty is left out. */
export function taskOf(draft: Draft): Task {
  const text = (value: string) => value.trim();
  const some = <K extends string>(name: K, value: string) => (text(value) ? { [name]: text(value) } : {});
  return {
    kind: draft.kind,
    addressee: {
      displayName: text(draft.party),
      kind: draft.organisation ? "ADDRESSEE_KIND_ORGANISATION" : "ADDRESSEE_KIND_PERSON",
      ...some("identityNumber", draft.identityNumber),
      ...some("phone", draft.phone),
    },
    ...some("caseNumber", draft.caseNumber),
    ...some("address", draft.address),
    ...some("court", draft.court),
    ...some("instructions", draft.instructions),
    ...(needsPapers(draft.kind)
      ? { documents: draft.papers.map(({ title, copies }) => ({ title: text(title), copies })) }
      : {}),
    ...(text(draft.contact) || text(draft.contactPhone)
      ? { contact: { displayName: text(draft.contact), phone: text(draft.contactPhone) } }
      : {}),
    ...(draft.urgent ? { urgent: true } : {}),
  } as Task;
}
