/** The entry of the command centre's wall. */
import { Wall } from "./faces/wall/Wall.tsx";
import { start } from "./start.tsx";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/wall.css";

start(<Wall />);
