/** The sentences of a visit that was recorded by the guide. They are read by the court and stand in its files, so they are Chinese. */
import type { Draft } from "../outbox/model.ts";
import { guideZh } from "../words/guide.zh.ts";
import { ofOutcome } from "./flow.ts";
import type { VisitRecord } from "./model.ts";

const VALUES: Record<string, Record<string, string>> = guideZh.values;
const nameOf = (field: string, value: string | null | undefined): string => (value && VALUES[field]?.[value]) || "";

/** Where an answer is missing its sentence is left out, never filled in. */
const sentence = (...parts: (string | false | null | undefined)[]): string => {
  const said = parts.filter(Boolean).join("");
  return said && !/[。！？]$/.test(said) ? `${said}。` : said;
};
const said = (label: string, text: string | undefined): string => (text?.trim() ? sentence(label, text.trim()) : "");

function person(record: Partial<VisitRecord>): string {
  const name = record.recipient?.displayName?.trim() ?? "";
  const relation = nameOf("recipient.relation", record.recipient?.relation);
  return name && relation ? `${name}（${relation}）` : name || relation;
}

function server({ server }: Partial<VisitRecord>): string {
  const presence = nameOf("server.presence", server?.presence);
  return presence && sentence("法院送达人", server?.displayName?.trim(), presence);
}

function witness({ witness }: Partial<VisitRecord>): string {
  const name = witness?.displayName?.trim();
  const body = witness?.unit?.trim() || nameOf("witness.represents", witness?.represents);
  return name ? sentence("见证人：", name, body && `（${body}）`) : "";
}

/** What happened, by the outcome. */
function story(draft: Draft): string[] {
  const record = draft.record ?? {};
  const place = nameOf("place", record.place);
  const papers = (record.documentsLeft ?? []).map((title) => `《${title}》`).join("");
  switch (draft.outcome) {
    case "ATTEMPT_OUTCOME_DELIVERED":
      return [
        sentence(place && `在${place}，`, "已办到", person(record) && `，由${person(record)}签收`),
        said("交付", papers),
      ];
    case "ATTEMPT_OUTCOME_REFUSED":
      return [
        sentence(place && `在${place}，`, person(record) || "对方", "拒收"),
        said("理由：", record.refusalText || nameOf("refusal", record.refusal)),
        record.left === true
          ? sentence(papers || "文书", "已留在该处")
          : record.left === false
            ? "文书未留下，已带回。"
            : "",
      ];
    case "ATTEMPT_OUTCOME_NOT_FOUND":
      return ["未见到人。", said("打听：", record.asked)];
    case "ATTEMPT_OUTCOME_MOVED":
      return [
        sentence("已搬走", record.moved?.source?.trim() && `，据${record.moved.source.trim()}说`),
        said("新地址：", record.moved?.address),
      ];
    default:
      return [said("", record.note) || "其他情况。"];
  }
}

const KINDS: Record<string, string> = { SIGNATURE_RECIPIENT: "签收人", SIGNATURE_WITNESS: "见证人" };

/** The record of a visit by the guide, as it goes to the court. */
export function guideNoteOf(whole: Draft, pictures: string): string {
  const draft = ofOutcome(whole);
  const record = draft.record ?? {};
  const signatures = (draft.signatures ?? []).map(({ role, signer }) =>
    sentence(KINDS[role] ?? "", "签名：", signer, "，当场手写"),
  );
  const noted = record.noted === true && draft.outcome === "ATTEMPT_OUTCOME_REFUSED" ? "送达回证已记明情况。" : "";
  return [
    ...story(draft),
    server(record),
    witness(record),
    noted,
    said("送达回证日期：", record.date ?? ""),
    draft.outcome === "ATTEMPT_OUTCOME_OTHER" ? "" : said("", record.note),
    ...signatures,
    pictures,
    draft.position || draft.atCourt ? "" : "未取得定位。",
  ]
    .filter(Boolean)
    .join("");
}
