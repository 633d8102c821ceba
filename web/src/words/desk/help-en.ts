/** The help cards of the offices at the desk, in English. */
import type { helpZh } from "./help-zh.ts";

export const helpEn: typeof helpZh = {
  officer: {
    title: "Enforcement officer: a day's work",
    workbench: (workbench) =>
      `Begin at the ${workbench}: each number opens what is to be done; when all is done it is empty.`,
    find: (search) =>
      `To find a case or a person use ${search} at the top: a number or its beginning, a whole name, a telephone; or press / and type.`,
    task: (file, check, send) =>
      `For service, finding people or urging payment in a village press ${file}. Write the address down to the village: the court that gets it is shown at once. Press ${check}, then ${send}.`,
    review: (approve, back) =>
      `Review each report: the record on the left, photos and place on the right. Press ${approve} if it is right, or ${back} and say what is missing.`,
    request: (ask, phone, send) =>
      `To ask a unit or freeze something press ${ask} in the case, add the papers, then ${send}. Papers on paper: press ${phone}, scan the code and photograph them. A freeze of equity is sent by somebody else who checks it.`,
    dates: (why) => `${why} beside each date shows the article and how it is counted. Only what is late is red.`,
    close: (ending) =>
      `A case is closed in its ${ending}: the conditions one by one, those that the records prove are ticked, and the others lead to where they are cured.`,
    own: "Nobody approves what they proposed; it goes to who may decide.",
  },
  approver: {
    title: "Chief and president: how to approve",
    inbox: (approvals) =>
      `${approvals} holds all that waits for you, the oldest first; when all is decided it is empty.`,
    read: "Open an item: reason, amount and law on the left, papers on the right, to be read there.",
    decide: (approve, refuse) =>
      `Press ${approve} (key a), or ${refuse} (key r) with your reason; the next one opens at once.`,
    factor: "You sign in with a one-time code. Sign out before you leave the machine.",
    files: (files, withdraw) =>
      `Where ${files} are wrong, press ${withdraw} and say why; not once the bank has answered.`,
    supervise: (exceptions, items, mine) =>
      `What is late stands in ${exceptions}; what you have issued in ${items}, what you have to do in ${mine}.`,
    own: "What you proposed, or what belongs to your own case, goes to somebody else.",
    law: "What the law leaves to the president is not in a chief's list.",
  },
  cashier: {
    title: "Cashier: from arrival to payout",
    enter: (receipts, enter) =>
      `On the day money comes press ${enter} at the ${receipts}, with the bank's own number; what is there already is said.`,
    claim: (unclaimed, claim) =>
      `Find out whose the money in ${unclaimed} is and press ${claim}; what is still owed is shown first.`,
    plan: "The officer proposes the plan, and nothing is paid before it is approved. Colours show 5, 10, 15 and 30 days.",
    make: (payouts, files) =>
      `Choose what to pay in ${payouts}, make ${files}, and give a reason when you download one.`,
    results: (enter, check) =>
      `When the bank answers press ${enter}, paste all of it, press ${check}: what agrees is entered, the rest is explained row by row.`,
    failed: (unpaid) =>
      `What could not be paid stands in ${unpaid}: give another account, which somebody else approves.`,
    month: (months, enter) =>
      `At the beginning of a month open ${months}, press ${enter} and paste the statement; explain each difference and propose the close, which the chief or a president confirms.`,
    trace: (flow) => `${flow} of each receipt shows every fen from arrival to payment.`,
    account: "Whole account numbers are shown here alone, each time with a reason. Don't copy them elsewhere.",
    withdraw: "A wrong file is withdrawn by the chief or the president, never by who made it.",
  },
  clerk: {
    title: "Clerk of a unit: how requests are answered",
    todo: (todo) =>
      `${todo} holds what the court asks of your unit, the nearest limit first; new ones appear by themselves.`,
    receive: (receive) =>
      `Open one, read the papers, press ${receive}. The limit runs from when the court sent it; the clock on the page shows it.`,
    answer: (answer) => `When it is done press ${answer}, fill in what the page asks and add the receipt.`,
    fix: (fix) => `If papers are missing choose ${fix} and say which; it comes back when they are there.`,
    refuse: (refuse) => `If the law forbids it choose ${refuse} with the reason and the article.`,
    disposal: (disposals) => `Opinions on land and buildings are given in ${disposals}.`,
    correct: "A wrong answer is corrected where it stands, with the reason; the earlier one is kept.",
    secret: "What is shown about people is for this request alone. Don't keep it or pass it on.",
  },
  command: {
    title: "Command centre: the county, and supervision",
    wall: (wall) =>
      `Every number on the ${wall} opens what it counts; a grey tile is not up to date and shows its time.`,
    late: (exceptions) => `Begin with ${exceptions}: what is late, by who must act; a row leads to an item about it.`,
    overdue: (items, overdue) => `Then see ${overdue} in the ${items}: what was asked for and is not done.`,
    figures: (indicators, freeze) =>
      `In ${indicators} each figure opens how it is made and what it counts; ${freeze} keeps those of a report.`,
    issue: (issue) => `Press ${issue}, choose who has to act and say what; without a limit it is seven days.`,
    accept: (accept, back) => `Read each reply: ${accept} if it is done, ${back} with the reason if not.`,
    system: "Before cases, money, seizures, requests and tasks are late the system issues items by its rules.",
    own: "What is your own is closed by somebody else.",
  },
  admin: {
    title: "Administrator: people, courts, systems",
    people: (people, enter, term) =>
      `Somebody new: ${people}, ${enter}, then ${term}. A person may have several offices, each with its days.`,
    invite: (town) =>
      `To invite a whole town use ${town}: choose it and print once, a slip each. A lost slip is replaced by another invitation; the old code is void.`,
    gap: (courts, undirected) => `Once a week look at ${undirected} in the ${courts}; terms that end soon are marked.`,
    lost: (lost) => `If a phone is lost open its person and press ${lost}.`,
    register: (register) =>
      `Changes of the whole register come by ${register}: a dry run shows faults by row and column, then it is imported whole.`,
    systems: (systems) =>
      `Other systems are entered in ${systems}: from where they call, what they may; a secret is shown once.`,
    audit: (audit) => `Who saw or did what and when stands in ${audit}; your own acts are read by others.`,
    end: "Who is deactivated does not come back, and ending a term takes a reason; both are recorded.",
  },
  auditor: {
    title: "Auditor: who looked at what, and why",
    lookups: (lookups) => `${lookups} shows by case and by person who has looked, with the reason they gave.`,
    audit: (audit) => `${audit} shows every act: time, person, act, what it was about, reason, outcome.`,
    filter: "Filter by person, time and outcome; what was refused is there too and worth reading first.",
    chain: "Each record holds the one before it, so that a change shows; the administrator can verify it by command.",
    read: "You read and change nothing. What you read is recorded as well, for others to see.",
  },
  judge: {
    title: "Contact judge: my courts",
    courts: (courts) => `${courts} shows your courts: what is open, what is late, when a terminal was last heard.`,
    late: (late, idle) => `Look at ${late} first, then ${idle}, and ring the director.`,
    tasks: (tasks) => `${tasks} shows what was sent to these courts, with the visits.`,
    read: "You read; tasks are filed and reviewed by the officer of the case.",
    help: "The public screen shows your name: with a question of law the village comes to you.",
  },
};
