/** Provisions on which an answer rests, each with what was counted under it. */
import type { Schemas } from "../../../contract/types.ts";
import { useDesk } from "../../../words/desk/index.ts";

export function Reasons({ reasons }: { reasons: readonly Schemas["sharedcourt.enforcement.v1.Reason"][] }) {
  const { d, tag } = useDesk();
  return (
    <ul className="why">
      {reasons.map(({ rule, article, text, textEn, step, stepEn, needsConfirmation }) => (
        <li key={`${rule} ${step}`}>
          <cite>{article}</cite>
          {needsConfirmation && <span className="mark soon">{d.case.confirm}</span>}
          <span>{tag === "en" ? textEn || text : text}</span>
          <span>{tag === "en" ? stepEn || step : step}</span>
        </li>
      ))}
    </ul>
  );
}
