/** What administrators, auditors and contact judges read, in Chinese. `en.ts` says the same. */
import * as auditWords from "./audit-zh.ts";
import * as judgeWords from "./judge-zh.ts";
import * as networkWords from "./network-zh.ts";
import * as peopleWords from "./people-zh.ts";
import * as systemsWords from "./systems-zh.ts";

export const adminZh = {
  ...auditWords,
  ...judgeWords,
  ...networkWords,
  ...peopleWords,
  ...systemsWords,
};
