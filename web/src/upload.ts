/** The entry of the page on which a telephone sends the papers of one request. */
import { start } from "./faces/upload/page.ts";
import { reportErrors } from "./shell/pageErrors.ts";
import "./styles/base.css";
import "./styles/upload.css";

const place = document.getElementById("app");
reportErrors();
if (place) start(place);
