/** The sentences of a record. They are read by the court and stand in its files, so they are Chinese whatever the page speaks. */
import type { Outcome } from "../../contract/types.ts";
import { guideNoteOf } from "../../guide/record.ts";
import type { Draft, Signature } from "../../outbox/model.ts";

const RELATIONS: Record<string, string> = {
  self: "本人",
  family: "同住的成年家属",
  staff: "单位收件人员",
  agent: "代理人或者代收人",
  other: "其他人",
};
const PLACES: Record<string, string> = { home: "住处", work: "单位", village: "村委会", other: "其他地点" };
const PHOTOS: Record<string, string> = {
  door: "门口",
  place: "地点",
  process: "过程",
  posting: "张贴处",
  paper: "文书",
  form: "送达回证",
  thumbprint: "手印",
};

/** Where a field is empty its sentence is left out, never filled in. */
const sentence = (parts: (string | false | undefined)[]) => {
  const said = parts.filter(Boolean).join("");
  return said && !/[。！？]$/.test(said) ? `${said}。` : said;
};

const who = (answers: Draft["answers"], name: string, relation: string) => {
  const person = answers[name]?.trim();
  const kind = RELATIONS[answers[relation] ?? ""];
  return person && kind ? `${person}（${kind}）` : (person ?? kind ?? "");
};

/** What happened, by the outcome. */
function story({ outcome, answers }: Draft): string[] {
  const text = (name: string) => answers[name]?.trim() ?? "";
  const place = PLACES[text("place")];
  switch (outcome) {
    case "ATTEMPT_OUTCOME_DELIVERED":
      return [
        sentence([
          "已办到",
          who(answers, "receiver", "receiverRelation") && `，由${who(answers, "receiver", "receiverRelation")}签收`,
        ]),
      ];
    case "ATTEMPT_OUTCOME_REFUSED":
      return [
        sentence([place && `在${place}，`, who(answers, "refuser", "refuserRelation") || "对方", "拒收"]),
        sentence([text("reason") && `理由：${text("reason")}`]),
        text("left") === "yes" ? "文书已留在该处。" : text("left") === "no" ? "文书未留下，已带回。" : "",
      ];
    case "ATTEMPT_OUTCOME_NOT_FOUND":
      return ["未见到人。", sentence([text("asked") && `询问了：${text("asked")}`])];
    case "ATTEMPT_OUTCOME_MOVED":
      return [
        sentence(["已搬走", text("source") && `，据${text("source")}说`]),
        sentence([text("address") && `新地址：${text("address")}`]),
      ];
    default:
      return [];
  }
}

function signed(signature: Signature): string {
  const signer = signature.relation ? `${signature.signer}（${signature.relation}）` : signature.signer;
  switch (signature.how) {
    case "drawn":
      return `签名：${signer}，当场手写。`;
    case "typed":
      return `签名：${signer}，在手机上键入。`;
    case "thumbprint":
      return `${signer}不能签名，已拍手印照片。`;
    case "refused":
      return `${signer || "对方"}拒绝签名。`;
  }
}

function pictures({ photos }: Draft): string {
  const counts = Object.entries(PHOTOS).flatMap(([role, name]) => {
    const count = photos.filter((photo) => photo.role === role).length;
    return count > 0 ? [`${name} ${count} 张`] : [];
  });
  const edited = photos.filter((photo) => photo.edited).length;
  return sentence([counts.length > 0 && `照片：${counts.join("、")}`, edited > 0 && `，其中 ${edited} 张已遮挡旁人`]);
}

/** The record of a visit, as it goes to the court. */
export function noteOf(draft: Draft): string {
  const hasDoor = draft.photos.some(({ role }) => role === "door");
  const door = draft.atCourt ? "在共享法庭当场办理。" : hasDoor ? "" : "没有门口照片。";
  if (draft.guide) return guideNoteOf(draft, pictures(draft) + door);
  const text = (name: string) => draft.answers[name]?.trim() ?? "";
  return [
    ...story(draft),
    sentence([text("what")]),
    sentence([text("more")]),
    draft.signature ? signed(draft.signature) : "",
    pictures(draft),
    door,
    draft.position || draft.atCourt ? "" : "未取得定位。",
  ]
    .filter(Boolean)
    .join("");
}

const RESULTS: Partial<Record<Outcome, string>> = {
  ATTEMPT_OUTCOME_DELIVERED: "已办到。",
  ATTEMPT_OUTCOME_REFUSED: "对方拒收。",
  ATTEMPT_OUTCOME_NOT_FOUND: "未见到人。",
  ATTEMPT_OUTCOME_MOVED: "已搬走。",
};

/** What a report says of the visit where the worker writes nothing else. */
export const summaryOf = (draft: Draft): string =>
  (draft.outcome && RESULTS[draft.outcome]) || (draft.record?.note ?? draft.answers.what)?.trim() || "";

const PHONE = "手机 ";

/** What a device calls itself to the court. */
export const deviceName = (mark: string, machine: "phone" | "terminal"): string =>
  machine === "phone" ? PHONE + mark : `共享法庭终端 ${mark}`;

/** Whether a device is a phone, by its own name. */
export const isPhone = (device: string | null | undefined): boolean => device?.startsWith(PHONE) ?? false;
