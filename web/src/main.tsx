/** The entry of the first page. */
import { App } from "./shell/App.tsx";
import { start } from "./start.tsx";
import "./styles/base.css";
import "./styles/shell.css";

start(<App />);
