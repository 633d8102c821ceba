/** The entry of the phone. */
import { Field } from "./faces/field/Field.tsx";
import { WithHelp } from "./help/Help.tsx";
import { start } from "./start.tsx";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/help.css";
import "./styles/board.css";
import "./styles/visit.css";
import "./styles/field.css";

start(
  <WithHelp office="worker">
    <Field />
  </WithHelp>,
);
