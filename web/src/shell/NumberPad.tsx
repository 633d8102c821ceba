/** The number pad on the screen: for the PIN of a phone, and for a terminal without a keyboard. */
import { useWords } from "../words/index.tsx";

interface Props {
  disabled: boolean;
  onDigit: (digit: string) => void;
  onBack: () => void;
  /** Takes everything away; without it one digit at a time goes. */
  onClear?: () => void;
}

export function NumberPad({ disabled, onDigit, onBack, onClear }: Props) {
  const w = useWords();
  const key = (digit: string) => (
    <button
      key={digit}
      type="button"
      disabled={disabled}
      onClick={() => onDigit(digit)}
      aria-label={w.field.pinDigit(digit)}
    >
      {digit}
    </button>
  );
  return (
    <fieldset className="keypad">
      <legend className="visually-hidden">{w.scan.pad}</legend>
      {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map(key)}
      {onClear ? (
        <button type="button" disabled={disabled} onClick={onClear}>
          {w.scan.clear}
        </button>
      ) : (
        <span />
      )}
      {key("0")}
      <button type="button" disabled={disabled} onClick={onBack}>
        {w.field.pinBackspace}
      </button>
    </fieldset>
  );
}
