/** A form that is not what its page is for stands folded under its name. */
import type { ReactNode } from "react";

interface Props {
  title: string;
  /** It stands open, without its name: it is the next step. */
  isOpen?: boolean;
  children: ReactNode;
}

export function Folded({ title, isOpen = false, children }: Props) {
  if (isOpen) return children;
  return (
    <details>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
