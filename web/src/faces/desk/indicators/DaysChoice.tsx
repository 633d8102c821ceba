/** Which days are counted: a period up to today, or two days. */
import { useState } from "react";
import { useDesk } from "../../../words/desk/index.ts";
import { useFigures } from "../../../words/figures/index.ts";
import { Choose } from "../parts/Choose.tsx";
import { go, pathWith } from "../router.ts";
import { CHOICES, type Chosen, OTHER, type Window } from "./days.ts";

export function DaysChoice({ path, window: { chosen, days, region } }: { path: string; window: Window }) {
  const { d } = useDesk();
  const { f } = useFigures();
  const [typed, setTyped] = useState<{ from: string; to: string }>();
  const isOther = chosen === OTHER || typed !== undefined;
  const shown = typed ?? days;
  const choose = (next: Chosen) => {
    setTyped(next === OTHER ? days : undefined);
    go(pathWith(path, { ...(next === OTHER ? days : { period: next }), region }), true);
  };
  const type = (changed: Partial<typeof days>) => {
    const next = { ...shown, ...changed };
    setTyped(next);
    // Days that are not whole yet ask for nothing.
    if (next.from && next.to) go(pathWith(path, { ...next, region }), true);
  };
  return (
    <div className="filters">
      <Choose
        label={f.period}
        value={isOther ? OTHER : chosen}
        onChange={choose}
        options={CHOICES.map((each) => [each, each === OTHER ? d.indicators.other : f.periods[each]] as const)}
      />
      {isOther &&
        (["from", "to"] as const).map((end) => (
          <label key={end}>
            <span>{d.indicators[end]}</span>
            <input type="date" value={shown[end]} onChange={(event) => type({ [end]: event.target.value })} />
          </label>
        ))}
    </div>
  );
}
