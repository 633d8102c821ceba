/** What is said where one act is done for many tasks, in English. */
import type { ManyWords } from "./many-zh.ts";

const tasks = (count: number) => (count === 1 ? "1 task" : `${count} tasks`);

export const manyEn: ManyWords = {
  title: (count) => `${tasks(count)} selected`,
  act: "What to do",
  acts: { RevokeTask: "Revoke", TransferTask: "Transfer to another shared court" },
  clear: "Clear the selection",
  reason: { RevokeTask: "Why they are revoked", TransferTask: "Why they are transferred" },
  reasonHint: "The same for all; who receives the task sees it.",
  court: "Receiving shared court",
  courtSearch: "Find a shared court",
  courtSearchHint: "Type a part of the name of the village or the court",
  courtMore: (count) => `${count} more; type a little more.`,
  courtNone: "No shared court has this in its name.",
  do: {
    RevokeTask: (count) => `Revoke ${tasks(count)}`,
    TransferTask: (count, where) => (where ? `Transfer ${tasks(count)} to ${where}` : `Transfer ${tasks(count)}`),
  },
  cannot: (count) => `This can't be done now for ${tasks(count)} of the selection; they stay as they are.`,
  none: "This can't be done now for any of the selected tasks.",
  going: (done, all) => `Working: ${done} of ${all}`,
  results: "Result of each",
  task: "Task",
  result: "Result",
  done: { RevokeTask: "Revoked", TransferTask: "Transferred" },
  waits: "Not done; it can be done again",
  passed: "Can't be done now; it stays as it is",
  unreachable: "No answer came. Do it again; it is carried out once",
  summary: (done, open) => (open > 0 ? `${done} done, ${open} not done` : `${done} done`),
  again: (count) => (count === 1 ? "Only the 1 that was not done" : `Only the ${count} that were not done`),
  close: "Hide the results",
};
