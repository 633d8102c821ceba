/** Chooses files to attach. The browser's own field speaks the language of the machine; this one speaks the page's. */
import { useId } from "react";

interface Props {
  id: string;
  label: string;
  choose: string;
  hint: string;
  accept: string;
  files: readonly File[];
  onChange: (files: File[]) => void;
}

export function PickFiles({ id, label, choose, hint, accept, files, onChange }: Props) {
  const names = useId();
  return (
    <div className="field pick">
      <span>{label}</span>
      <span className="beside">
        <input
          id={id}
          className="visually-hidden"
          type="file"
          multiple
          accept={accept}
          aria-label={label}
          aria-describedby={names}
          onChange={(event) => onChange([...(event.target.files ?? [])])}
        />
        <label className="button" htmlFor={id} aria-hidden="true">
          {choose}
        </label>
        <span id={names} className="reason">
          {files.length > 0 ? files.map(({ name }) => name).join(" ") : hint}
        </span>
      </span>
    </div>
  );
}
