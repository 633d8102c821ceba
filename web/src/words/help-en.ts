/** The help cards, in English. */
import type { Words } from "./zh.ts";

export const helpEn: Words["help"] = {
  button: "Help",
  print: "Print this page",
  worker: {
    title: "Grid worker: how a task is done",
    open: (pin) =>
      `Before you leave, open this page where there is a network and type your 6 digits at ${pin}. The tasks stay on the phone and work without a signal.`,
    accept: (open, accept, decline) =>
      `Press ${open} on a new task and read who, where and until when. If you are neither a relative nor have an interest in it, press ${accept}; if you are or have, ${decline}.`,
    arrive: (arrive, photo, without) =>
      `At the door press ${arrive}, then ${photo}. If no photo can be taken, press ${without}.`,
    ask: (next, green, assistance) =>
      `Answer one question a page, as it was, and press ${next}. The line at the top says what the visit gives: ${green}, or ${assistance}.`,
    photos: (photo, blur, sign) =>
      `Take photos with ${photo}, never of bystanders; if one is in the picture, press ${blur}. For a signature press ${sign}.`,
    keep: (keep) => `Check it and press ${keep}. After that nothing can be changed; a mistake takes another visit.`,
    sent: (outbox, there) => `Back where there is a signal look at ${outbox}: it is finished when it shows ${there}.`,
    danger: (call) => `In danger or in a quarrel leave first, then press ${call} on the page of the task.`,
    lost: "If the phone is lost, tell the director at once.",
  },
  director: {
    title: "Director: how this terminal is used",
    signIn: (director, allow, password) =>
      `Press ${director}, scan the code on the screen with your phone, check it and press ${allow} there. Without the phone press ${password}.`,
    assign: (group, assign, to, self) =>
      `Look at ${group} first; a sound is played when a task comes. Press ${assign}, then ${to}: the task is that worker's at once. To visit yourself, press ${self}.`,
    transfer: (transfer) => `If another court answers for it, press ${transfer}, choose the court and give the reason.`,
    watch: (accept, field, late, workers) =>
      `Then look at ${accept}, ${field} and ${late}. Call about what is late; the numbers are under ${workers}.`,
    story: (open, story, visits, print) =>
      `Press ${open} for ${story} and ${visits}. For papers to serve, covers of sealed ones and the proof of service form press ${print}.`,
    keys: "The digit on a button is a key of the keyboard that presses it. Esc goes back, F1 reads aloud, ? shows this page.",
    leave: (leave) =>
      `Before you leave press ${leave}. After 90 seconds without a touch (5 minutes while something is being written) the terminal signs out by itself and shows nothing personal.`,
    offline: "Without a network you can read, but not assign or transfer; press again when it is back.",
    broken: (equipment, faulty, repair) =>
      `If a screen, line or terminal breaks, open ${equipment}, choose ${faulty}, tick ${repair} and report it.`,
  },
};
