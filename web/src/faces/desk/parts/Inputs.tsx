/** Fields of a form for what is no text: one of several, a yes, a yes or no that may be left open, a day, money. */
import type { ReactNode } from "react";
import { useDesk } from "../../../words/desk/index.ts";
import { Field, TextField } from "./Field.tsx";
import { fenFrom, moneyText } from "./values.ts";

interface SelectProps<T extends string> {
  id: string;
  label: string;
  hint?: string;
  value: T | "";
  /** What stands there while nothing is chosen; without it something always is. */
  none?: string;
  options: readonly (readonly [T, string])[];
  onChange: (value: T | "") => void;
}

export function SelectField<T extends string>({ id, label, hint, value, none, options, onChange }: SelectProps<T>) {
  return (
    <Field id={id} label={label} {...(hint ? { hint } : {})}>
      {(shared) => (
        <select {...shared} value={value} onChange={(event) => onChange(event.target.value as T | "")}>
          {none !== undefined && <option value="">{none}</option>}
          {options.map(([each, text]) => (
            <option key={each} value={each}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface TickProps {
  id: string;
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function TickField({ id, label, checked, onChange }: TickProps) {
  return (
    <label className="tick">
      <input id={id} type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}

/** Yes, no, or not stated: of what nobody has stated the law takes nothing for shown. */
export type Stated = boolean | undefined;

interface StatedProps {
  id: string;
  label: string;
  value: Stated;
  onChange: (value: Stated) => void;
}

export function StatedField({ id, label, value, onChange }: StatedProps) {
  const { w, d } = useDesk();
  return (
    <SelectField
      id={id}
      label={label}
      none={d.form.notStated}
      value={value === undefined ? "" : value ? "yes" : "no"}
      options={[
        ["yes", w.yes],
        ["no", w.no],
      ]}
      onChange={(said) => onChange(said === "" ? undefined : said === "yes")}
    />
  );
}

interface ValueProps {
  id: string;
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
}

export const DayField = (props: ValueProps) => <TextField {...props} type="date" maxLength={10} />;

/** Yuan as somebody writes them; below stands how the court understands them, to the fen. */
export function MoneyField({ hint = "", value, ...props }: ValueProps) {
  const { d } = useDesk();
  const fen = fenFrom(value);
  const read = value.trim() === "" ? hint : fen ? moneyText(fen) : d.form.amountWrong;
  return <TextField {...props} value={value} maxLength={20} {...(read ? { hint: read } : {})} />;
}
