/** A secret that the court gives once, to be copied to where it is used. */
import { useState } from "react";
import { useAdmin } from "../../../words/desk/admin/index.ts";

export function Secret({ title, secret }: { title: string; secret: string }) {
  const { a, w } = useAdmin();
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard?.writeText(secret).then(() => setCopied(true));
  return (
    <div className="bar once" role="status">
      <p>{title}</p>
      <p className="account">{secret}</p>
      <p>{a.systems.once}</p>
      <p>
        <button type="button" onClick={copy}>
          {copied ? w.copied : w.copy}
        </button>
      </p>
    </div>
  );
}
