/** A screen of nobody's: for as long as it is not known who is here. */
import type { ReactNode } from "react";
import { Header } from "./Header.tsx";
import { Screen } from "./parts.tsx";

export function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <Header />
      <Screen title={title} bare>
        {children}
      </Screen>
    </>
  );
}
