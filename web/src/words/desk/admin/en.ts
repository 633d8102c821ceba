/** What administrators, auditors and contact judges read, in English. */
import * as auditWords from "./audit-en.ts";
import * as judgeWords from "./judge-en.ts";
import * as networkWords from "./network-en.ts";
import * as peopleWords from "./people-en.ts";
import * as systemsWords from "./systems-en.ts";
import type { adminZh } from "./zh.ts";

export const adminEn: typeof adminZh = {
  ...auditWords,
  ...judgeWords,
  ...networkWords,
  ...peopleWords,
  ...systemsWords,
};
