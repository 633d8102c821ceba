/** An act of service as it is written on the form: which fields each mode has, and the act that comes of them. */
import type { Person, Schemas } from "../../../../contract/types.ts";
import type { Stated } from "../../parts/Inputs.tsx";
import { dayFrom } from "../../parts/values.ts";

type Of<K extends string> = K extends keyof Schemas ? NonNullable<Schemas[K]> : never;
export type ServiceAct = Schemas["sharedcourt.enforcement.v1.ServiceAct"];
export type Mode = Of<"sharedcourt.enforcement.v1.ServiceMode">;
export type PaperKind = Of<"sharedcourt.enforcement.v1.ServedDocumentKind">;
export type Relation = Of<"sharedcourt.enforcement.v1.RecipientRelation">;
export type Place = Of<"sharedcourt.enforcement.v1.ServicePlace">;
export type Presence = Of<"sharedcourt.enforcement.v1.ServerPresence">;
export type Status = Of<"sharedcourt.enforcement.v1.AddresseeStatus">;
export type Body = Of<"sharedcourt.enforcement.v1.ForwardingBody">;
export type Consent = Of<"sharedcourt.enforcement.v1.ConsentBasis">;
export type WitnessOf = Of<"sharedcourt.enforcement.v1.WitnessOf">;

export const MODES = [
  "SERVICE_MODE_DIRECT",
  "SERVICE_MODE_DIRECT_ELSEWHERE",
  "SERVICE_MODE_LEFT",
  "SERVICE_MODE_ELECTRONIC",
  "SERVICE_MODE_ENTRUSTED",
  "SERVICE_MODE_POSTAL",
  "SERVICE_MODE_FORWARDED",
  "SERVICE_MODE_PUBLIC_NOTICE",
] as const satisfies readonly Mode[];

export interface Draft {
  mode: Mode;
  title: string;
  kind: PaperKind | "";
  copies: string;
  addressee: string;
  organisation: boolean;
  status: Status | "";
  address: string;
  /** The village of the address, where it was found. */
  region: string;
  place: Place | "";
  refused: boolean;
  recipient: string;
  relation: Relation | "";
  designated: boolean;
  signed: Stated;
  thumbprint: boolean;
  pronounced: boolean;
  server: string;
  presence: Presence | "";
  filmed: boolean;
  witness: string;
  witnessOf: WitnessOf | "";
  /** The witness is of the committee of the addressee's own village. */
  witnessThere: Stated;
  witnessSigned: Stated;
  noted: Stated;
  consent: Consent | "";
  confirmed: Stated;
  shown: boolean;
  shownDay: string;
  paper: boolean;
  servedDay: string;
  provedDay: string;
  postalDay: string;
  slip: Stated;
  toCourt: Stated;
  letter: Stated;
  letterDay: string;
  through: Body | "";
  missing: boolean;
  earlier: { mode: Mode; day: string }[];
  published: string[];
  complete: Stated;
}

export type FieldName = Exclude<
  keyof Draft,
  "mode" | "title" | "kind" | "copies" | "addressee" | "organisation" | "status" | "region"
>;

/** The form as it opens: the officer serves, in enforcement. */
export const draftOf = (me: Person, title = ""): Draft => ({
  mode: "SERVICE_MODE_DIRECT",
  title,
  kind: "",
  copies: "1",
  addressee: "",
  organisation: false,
  status: "",
  address: "",
  region: "",
  place: "",
  refused: false,
  recipient: "",
  relation: "",
  designated: false,
  signed: undefined,
  thumbprint: false,
  pronounced: false,
  server: me.displayName,
  presence: "",
  filmed: false,
  witness: "",
  witnessOf: "",
  witnessThere: undefined,
  witnessSigned: undefined,
  noted: undefined,
  consent: "",
  confirmed: undefined,
  shown: false,
  shownDay: "",
  paper: false,
  servedDay: "",
  provedDay: "",
  postalDay: "",
  slip: undefined,
  toCourt: undefined,
  letter: undefined,
  letterDay: "",
  through: "",
  missing: false,
  earlier: [],
  published: [""],
  complete: undefined,
});

/** The fields that a mode asks for as the form stands, in their order on it: what the law does not look at is not asked. */
export function fieldsOf(draft: Draft): FieldName[] {
  const only = (holds: boolean, ...names: FieldName[]) => (holds ? names : []);
  const taker = [
    "recipient" as const,
    "relation" as const,
    ...only(draft.relation === "RECIPIENT_RELATION_AGENT", "designated"),
  ];
  const signature = ["signed" as const, ...only(draft.signed !== true, "thumbprint")];
  const court = ["server", "presence"] as const;
  const atCourt = draft.place === "SERVICE_PLACE_COURT";
  const judged = draft.kind === "SERVED_DOCUMENT_KIND_JUDGMENT" || draft.kind === "SERVED_DOCUMENT_KIND_RULING";
  switch (draft.mode) {
    case "SERVICE_MODE_DIRECT":
    case "SERVICE_MODE_DIRECT_ELSEWHERE":
      return [
        "address",
        "place",
        "refused",
        ...taker,
        ...(draft.refused
          ? [...only(!atCourt, "filmed"), ...only(atCourt && judged, "pronounced"), "noted" as const]
          : signature),
        ...court,
        "servedDay",
      ];
    case "SERVICE_MODE_LEFT":
      return [
        "address",
        "place",
        "refused",
        ...taker,
        "filmed",
        ...only(!draft.filmed, "witness", "witnessOf"),
        ...only(!draft.filmed && draft.witnessOf === "WITNESS_OF_RESIDENCE_COMMITTEE", "witnessThere"),
        ...only(!draft.filmed, "witnessSigned", "noted"),
        ...court,
        "servedDay",
      ];
    case "SERVICE_MODE_ELECTRONIC":
      return [
        "consent",
        "confirmed",
        ...only(draft.confirmed === false, "shown"),
        ...only(draft.confirmed === false && draft.shown, "shownDay"),
        "paper",
        "servedDay",
        "provedDay",
      ];
    case "SERVICE_MODE_ENTRUSTED":
      return ["toCourt", "letter", "letterDay", "refused", ...taker, ...signature, "servedDay"];
    case "SERVICE_MODE_POSTAL":
      return ["address", "refused", "slip", "postalDay", ...taker];
    case "SERVICE_MODE_FORWARDED":
      return ["through", "refused", "signed", "servedDay"];
    case "SERVICE_MODE_PUBLIC_NOTICE":
      return [
        "missing",
        "earlier",
        "place",
        ...only(draft.place === "SERVICE_PLACE_RESIDENCE", "filmed"),
        "noted",
        "complete",
        "published",
      ];
    default:
      return [];
  }
}

const text = (value: string) => value.trim();

/** The act of the form. What the mode does not ask for stays out of it, even where it was filled in for another mode. */
export function actOf(draft: Draft, me: Person): ServiceAct {
  const asked = new Set<FieldName>(fieldsOf(draft));
  const when = <T extends object>(name: FieldName, holds: boolean, value: () => T): Partial<T> =>
    asked.has(name) && holds ? value() : {};
  const stated = <K extends string>(name: FieldName, value: Stated, field: K) =>
    when(name, value !== undefined, () => ({ [field]: value }) as Record<K, boolean>);
  const day = <K extends string>(name: FieldName, value: string, field: K) =>
    when(name, value !== "", () => ({ [field]: dayFrom(value) }));
  const isSame = text(draft.server) === me.displayName;
  return {
    mode: draft.mode,
    procedure: "PROCEDURE_ENFORCEMENT",
    document: {
      title: text(draft.title),
      copies: Number(draft.copies) || 1,
      ...(draft.kind ? { kind: draft.kind } : {}),
    },
    addressee: {
      displayName: text(draft.addressee),
      kind: draft.organisation ? "ADDRESSEE_KIND_ORGANISATION" : "ADDRESSEE_KIND_PERSON",
      ...(draft.status ? { status: draft.status } : {}),
      ...when("address", draft.region !== "", () => ({ regionCode: draft.region })),
    },
    ...when("address", text(draft.address) !== "", () => ({ address: text(draft.address) })),
    ...when("place", draft.place !== "", () => ({ place: draft.place as Place })),
    ...when("refused", draft.refused, () => ({ refused: true })),
    ...when("relation", draft.relation !== "" || text(draft.recipient) !== "", () => ({
      recipient: {
        displayName: text(draft.recipient),
        ...(draft.relation ? { relation: draft.relation } : {}),
        ...when("designated", draft.designated, () => ({ designatedReceiver: true })),
      },
    })),
    ...stated("signed", draft.signed, "signed"),
    ...when("thumbprint", draft.thumbprint, () => ({ thumbprint: true })),
    ...when("pronounced", draft.pronounced, () => ({ atPronouncement: true })),
    ...when("server", text(draft.server) !== "", () => ({
      server: {
        displayName: text(draft.server),
        courtStaff: true,
        ...(isSame && me.name ? { person: me.name } : {}),
        ...(draft.presence ? { presence: draft.presence } : {}),
      },
    })),
    ...when("filmed", draft.filmed, () => ({ recordedMedia: true })),
    ...when("witness", text(draft.witness) !== "", () => ({
      witness: {
        displayName: text(draft.witness),
        ...(draft.witnessOf ? { represents: draft.witnessOf } : {}),
        ...when("witnessThere", draft.witnessThere === true && draft.region !== "", () => ({
          regionCode: draft.region,
        })),
        ...stated("witnessSigned", draft.witnessSigned, "signed"),
      },
    })),
    ...stated("noted", draft.noted, "noted"),
    ...when("consent", draft.consent !== "", () => ({
      consentBasis: draft.consent as Consent,
      consentRecorded: true,
    })),
    ...stated("confirmed", draft.confirmed, "addressConfirmed"),
    ...when("shown", draft.shown, () => ({ receiptShown: true })),
    ...day("shownDay", draft.shownDay, "receiptShownDate"),
    ...when("paper", draft.paper, () => ({ paperRequested: true })),
    ...day("servedDay", draft.servedDay, "servedDate"),
    ...day("provedDay", draft.provedDay, "provedArrivalDate"),
    ...day("postalDay", draft.postalDay, "postalReceiptDate"),
    ...stated("slip", draft.slip, "receiptAttached"),
    ...stated("toCourt", draft.toCourt, "entrustedToCourt"),
    ...stated("letter", draft.letter, "letterAttached"),
    ...day("letterDay", draft.letterDay, "letterReceivedDate"),
    ...when("through", draft.through !== "", () => ({ forwardedThrough: draft.through as Body })),
    ...when("missing", draft.missing, () => ({ addresseeMissing: true })),
    ...when("earlier", draft.earlier.length > 0, () => ({
      earlierAttempts: draft.earlier.map(({ mode, day }) => ({ mode, ...(day ? { date: dayFrom(day) } : {}) })),
    })),
    ...when("published", draft.published.some(Boolean), () => ({
      publicationDates: draft.published.flatMap((each) => dayFrom(each) ?? []),
    })),
    ...stated("complete", draft.complete, "noticeComplete"),
  } as ServiceAct;
}
