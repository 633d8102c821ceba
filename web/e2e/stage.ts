/** What the tests of one file share: the program and a browser, started before them and stopped after them. */
import { after, beforeEach } from "node:test";
import { Chrome, Installation } from "./installation.ts";

/** Each test finds the line between the two as it was made. */
export async function stage(flags: string[] = []): Promise<{ installation: Installation; chrome: Chrome }> {
  const installation = await Installation.start(flags);
  const chrome = await Chrome.start();
  beforeEach(() => installation.line.reset());
  after(async () => {
    await chrome.stop();
    await installation.stop();
  });
  return { installation, chrome };
}
