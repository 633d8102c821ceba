/** The director's screens on their own phone, beside their own tasks. What was read lives as long as the screens are shown. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import type { Person, Term } from "../../contract/types.ts";
import { Directed } from "./Directed.tsx";

interface Props {
  me: Person;
  terms: Term[];
  onOwn: (task: string) => void;
}

const frame = (screen: ReactNode, said: string | undefined) => (
  <>
    <div role="status">{said && <p className="bar said">{said}</p>}</div>
    {screen}
  </>
);

export function OnPhone(props: Props) {
  const [queries] = useState(() => new QueryClient());
  useEffect(() => () => queries.clear(), [queries]);
  return (
    <QueryClientProvider client={queries}>
      <Directed {...props} frame={frame} />
    </QueryClientProvider>
  );
}
