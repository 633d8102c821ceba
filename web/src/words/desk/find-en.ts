/** What the search says, in English. */
import type { find as zh } from "./find-zh.ts";

export const find: typeof zh = {
  title: "Search results",
  groups: { cases: "Cases", people: "People", receipts: "Money received" },
  name: "Name",
  office: "Office",
  phone: "Telephone",
  asking: (text) => `Looking for “${text}”…`,
  of: (text) => `Search for “${text}”`,
  found: (text, counts) => `Search for “${text}”. ${counts}`,
  count: (group, rows, isMore) => `${group}: ${rows}${isMore ? " and more" : ""}`,
  whole: (group) => `All of: ${group}`,
  nothing: (text, groups) => `“${text}” is not among what you can see here. Looked through: ${groups}.`,
  how: "Names and telephone numbers are found whole; spaces, wide letters and the dot between the parts of a name make no difference. A case number can be written by its beginning: year, court and type with the first digits, or the type and digits with * behind them.",
  nothingAsked:
    "Write a name, a telephone number or a case number into the search at the top. To protect personal data it is not kept in the address of the page, so after a reload it is written again.",
  inCases: "Party, telephone or beginning of the number",
};
