/** The paths of the supervision list. */
import { pathWith } from "../router.ts";

/** The last part of the path of the form that issues an item. */
export const ISSUE = "issue";

/** The form that issues an item about a task, a request, a receipt or a seizure. */
export const issuePath = (subject: string | null | undefined): string | undefined =>
  subject ? pathWith(`/supervision/${ISSUE}`, { subject }) : undefined;
