/** Everything that is late, by who must act, in English. */
import type { exceptionsZh } from "./exceptions-zh.ts";

export const exceptionsEn: typeof exceptionsZh = {
  title: "Exceptions",
  empty: "Nothing is late.",
  none: "Nothing of this kind is late.",
  who: {
    director: "Tasks that directors have not assigned",
    worker: "Tasks that grid workers have not done",
    routing: "Tasks for which officers have no court",
    requests: "Requests that units have not answered",
    receipts: "Case funds that handlers have not paid out",
    seizures: "Seizures that handlers must renew in thirty days",
    packets: "Packets that phones have not purged",
    terminals: "Terminals that directors have not restored",
  },
  matters: {
    tasks: "This task is late. Find out why, see who does it, have it finished and reply.",
    requests: "This request is late. Ask the unit why, obtain its answer and reply.",
    receipts: "These case funds are late. Say why, and pay them out or ask for a deferral.",
    seizures: "This seizure ends soon. Renew it in time, or say why it is not renewed.",
  },
  whose: "What is late",
  count: "Number",
  actor: "Who must act",
  village: "Place",
  late: "What is late",
  duties: {
    DUTY_UNSPECIFIED: "Late",
    DUTY_ACCEPT: "Not accepted in time",
    DUTY_FIRST_ATTEMPT: "Not visited in time",
    DUTY_FINISH: "Not finished in time",
  },
  unit: "Unit",
  dueTime: "Answer was due",
  lastDay: "Last day",
  receiptBy: "Receipt was due",
  device: "Device",
  lastHeard: "Last heard",
  never: "never",
  kinds: {
    tasks: "Task",
    requests: "Request",
    receipts: "Case funds",
    seizures: "Seizure",
  },
};
