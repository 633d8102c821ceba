/** Puts a face on the page. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Failing } from "./shell/Failed.tsx";
import { reportErrors } from "./shell/pageErrors.ts";
import { Speak } from "./words/index.tsx";
import { prepare } from "./words/language.ts";

export function start(face: ReactNode): void {
  const place = document.getElementById("app");
  if (!place) return;
  reportErrors();
  void prepare().then(() =>
    createRoot(place).render(
      <StrictMode>
        <QueryClientProvider client={new QueryClient()}>
          <Speak>
            <Failing>{face}</Failing>
          </Speak>
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
}
