import { expect, test } from "vitest";
import { draftOf, ofParty, taskOf } from "./taskDraft.ts";

const me = { name: "people/officer", displayName: "王法官", phone: "0579-86690000" };
const draft = { ...draftOf(" （2026）浙0783执17号 ", "执行通知书", me), party: " 张三 ", address: "三单乡前田村12号" };

test("a task is filed with what was written and nothing else", () => {
  expect(taskOf(draft)).toEqual({
    kind: "TASK_KIND_SERVICE_OF_PROCESS",
    addressee: { displayName: "张三", kind: "ADDRESSEE_KIND_PERSON" },
    caseNumber: "（2026）浙0783执17号",
    address: "三单乡前田村12号",
    documents: [{ title: "执行通知书", copies: 1 }],
    contact: { displayName: "王法官", phone: "0579-86690000" },
  });
});

test("a task that serves nothing has no papers, whatever the form still holds", () => {
  expect(taskOf({ ...draft, kind: "TASK_KIND_LOCATE_PERSON" }).documents).toBeUndefined();
});

test("a party is taken over without what is masked", () => {
  const party = { side: "SIDE_DEBTOR", displayName: "李四", kind: "PARTY_KIND_ORGANISATION" } as const;
  expect(ofParty({ ...party, phone: "138****0000", identityNumber: "3405****001X" } as never)).toEqual({
    party: "李四",
    organisation: true,
    identityNumber: "",
    phone: "",
  });
  expect(ofParty({ ...party, phone: "13800000000" } as never).phone).toBe("13800000000");
});
