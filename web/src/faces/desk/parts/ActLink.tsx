/** The way to the page of an act on a case, for those who act in cases. */
import type { ReactNode } from "react";
import { useActsInCases } from "../present.tsx";
import { link } from "../router.ts";

export function ActLink({ path, children }: { path: string; children: ReactNode }) {
  if (!useActsInCases()) return null;
  return (
    <p>
      <a className="button" {...link(path)}>
        {children}
      </a>
    </p>
  );
}
