/** What somebody types, once they have stopped: so that the court is asked about it then and not at each letter. */
import { useEffect, useState } from "react";

/** How long nobody types before the court is asked. */
const QUIET = 400;

export function useQuiet(text: string): string {
  const [quiet, setQuiet] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(text), QUIET);
    return () => clearTimeout(timer);
  }, [text]);
  return quiet;
}
