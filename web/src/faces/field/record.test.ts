import { expect, test } from "vitest";
import type { Draft } from "../../outbox/model.ts";
import { noteOf, summaryOf } from "./record.ts";

const draft = (more: Partial<Draft>): Draft => ({
  id: "tasks/1",
  label: { party: "张三", place: "前田村", kind: "TASK_KIND_SERVICE_OF_PROCESS" },
  step: "check",
  arrived: { wall: 0, offset: 0, page: "", uptime: 0 },
  position: { latitude: 29, longitude: 120, accuracyM: 8 },
  answers: {},
  photos: [{ sha: "a", role: "door", size: 1, edited: false }],
  ...more,
});

test("a delivery names who took it and what they are", () => {
  const visit = draft({
    outcome: "ATTEMPT_OUTCOME_DELIVERED",
    answers: { receiver: "李四", receiverRelation: "family", more: "当面说明了文书内容" },
    signature: { sha: "s", signer: "李四", relation: "妻子", how: "drawn" },
    photos: [
      { sha: "a", role: "door", size: 1, edited: false },
      { sha: "b", role: "process", size: 1, edited: true },
    ],
  });
  expect(noteOf(visit)).toBe(
    "已办到，由李四（同住的成年家属）签收。当面说明了文书内容。签名：李四（妻子），当场手写。照片：门口 1 张、过程 1 张，其中 1 张已遮挡旁人。",
  );
  expect(summaryOf(visit)).toBe("已办到。");
});

test("a refusal says where, by whom, why, and what became of the paper", () => {
  const answers = { place: "home", refuserRelation: "self", reason: "说没欠钱", left: "no" };
  expect(noteOf(draft({ outcome: "ATTEMPT_OUTCOME_REFUSED", answers }))).toBe(
    "在住处，本人拒收。理由：说没欠钱。文书未留下，已带回。照片：门口 1 张。",
  );
});

test("what lacks is said and nothing is made up", () => {
  const { position: _, ...blind } = draft({ outcome: "ATTEMPT_OUTCOME_NOT_FOUND", photos: [] });
  expect(noteOf(blind)).toBe("未见到人。没有门口照片。未取得定位。");
});
