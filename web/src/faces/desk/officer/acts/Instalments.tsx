/** What is paid when by a settlement. */
import { useDesk } from "../../../../words/desk/index.ts";
import { moneyText } from "../../parts/values.ts";
import { type Draft, sumOf } from "./course.ts";

interface Props {
  draft: Draft;
  onChange: (next: Partial<Draft>) => void;
}

export function Instalments({ draft: { instalments }, onChange }: Props) {
  const { d } = useDesk();
  const set = (at: number, next: Partial<Draft["instalments"][number]>) =>
    onChange({ instalments: instalments.map((each, place) => (place === at ? { ...each, ...next } : each)) });
  return (
    <fieldset id="settlement.instalments">
      <legend>{d.ending.instalments}</legend>
      {instalments.map(({ day, yuan }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an instalment has no other name than its place
        <div key={at} className="row-of">
          <input
            id={`settlement.instalments[${at}].dueDate`}
            type="date"
            aria-label={d.course.instalmentDay(at + 1)}
            value={day}
            onChange={(event) => set(at, { day: event.target.value })}
          />
          <input
            id={`settlement.instalments[${at}].amountFen`}
            aria-label={d.course.instalmentYuan(at + 1)}
            placeholder={d.course.yuan}
            inputMode="decimal"
            maxLength={20}
            value={yuan}
            onChange={(event) => set(at, { yuan: event.target.value })}
          />
          {instalments.length > 1 && (
            <button
              type="button"
              onClick={() => onChange({ instalments: instalments.filter((_, place) => place !== at) })}
            >
              {d.form.remove}
            </button>
          )}
        </div>
      ))}
      <p className="beside">
        {instalments.length < 200 && (
          <button type="button" onClick={() => onChange({ instalments: [...instalments, { day: "", yuan: "" }] })}>
            {d.course.instalmentAdd}
          </button>
        )}
        <span>{d.course.sum(moneyText(sumOf(instalments).toString()))}</span>
      </p>
    </fieldset>
  );
}
