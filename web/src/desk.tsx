/** The entry of the court's desk. */
import { Desk } from "./faces/desk/Desk.tsx";
import { start } from "./start.tsx";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/desk.css";
import "./styles/desk-offices.css";
import "./styles/desk-admin.css";
import "./styles/desk-batch.css";

start(<Desk />);
