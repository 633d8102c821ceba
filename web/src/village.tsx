/** The entry of the village terminal. */
import { Village } from "./faces/village/Village.tsx";
import { WithHelp } from "./help/Help.tsx";
import { start } from "./start.tsx";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/help.css";
import "./styles/board.css";
import "./styles/visit.css";
import "./styles/village.css";

start(
  <WithHelp office="director">
    <Village />
  </WithHelp>,
);
