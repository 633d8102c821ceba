/** What is said at the desk where a telephone sends the papers of a request, in English. */
import type * as zh from "./phone-zh.ts";

export const phone: typeof zh.phone = {
  open: "Photograph with a telephone",
  hint: "Nobody signs in on the telephone: it scans a code, good for ten minutes.",
  title: "Photograph with a telephone",
  squares: "Code for the telephone",
  scan: "Scan the code with the telephone's camera and take the photos there.",
  orType: "If it can't be scanned, open this address in the telephone's browser and type the digits:",
  codeLeft: (minutes, seconds) => `The code is good for ${minutes} min ${seconds} s, once.`,
  connected: "The telephone is connected. What arrives is shown below.",
  sendLeft: (minutes, seconds) => `The telephone can send for ${minutes} min ${seconds} s.`,
  coming: (percent) => `A paper is arriving: ${percent}%.`,
  over: "This upload is over. What has arrived is kept.",
  finish: "Use these papers and end the upload",
  cancel: "Not by telephone: cancel the code",
  again: "Make a new code",
  paper: (number) => `Paper ${number} from the telephone`,
  kindOf: (number) => `Kind of paper ${number}`,
  leaveOut: (number) => `Leave out paper ${number}`,
};
