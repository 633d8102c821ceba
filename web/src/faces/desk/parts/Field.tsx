/** Fields of a form. The id of each is the path of the contract that it fills, so that what the court says of the path leads to it. */
import type { ReactNode } from "react";

interface Props {
  id: string;
  label: string;
  hint?: string;
  children: (shared: { id: string; "aria-describedby"?: string }) => ReactNode;
}

export function Field({ id, label, hint, children }: Props) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, ...(hint ? { "aria-describedby": `${id}-hint` } : {}) })}
      {hint && (
        <small id={`${id}-hint`} className="hint">
          {hint}
        </small>
      )}
    </div>
  );
}

interface TextProps {
  id: string;
  label: string;
  hint?: string;
  value: string;
  maxLength: number;
  type?: "text" | "date" | "datetime-local" | "tel";
  long?: boolean;
  required?: boolean;
  onChange: (value: string) => void;
  onLeave?: () => void;
}

export function TextField({
  id,
  label,
  hint,
  value,
  maxLength,
  type = "text",
  long,
  required,
  onChange,
  onLeave,
}: TextProps) {
  return (
    <Field id={id} label={label} {...(hint ? { hint } : {})}>
      {(shared) =>
        long ? (
          <textarea
            {...shared}
            value={value}
            maxLength={maxLength}
            required={required}
            onChange={(event) => onChange(event.target.value)}
            onBlur={onLeave}
          />
        ) : (
          <input
            {...shared}
            type={type}
            value={value}
            maxLength={maxLength}
            required={required}
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
            onBlur={onLeave}
          />
        )
      }
    </Field>
  );
}
