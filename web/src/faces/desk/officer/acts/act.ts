/** What the page of an act on a case is given. */
import type { Case } from "../aboutCase.tsx";

export interface ActProps {
  case: Case;
  id: string;
  /** What follows the act's name in the path. */
  rest: string[];
  /** The tab from which it was opened. */
  back: { path: string; title: string };
}
