/** The paths of the phone's page, or of a visit that is recorded on the terminal, where the addressee comes to the court. */
import { routerAt } from "../../shell/router.ts";

export { idOf } from "../../shell/router.ts";
export const { here, usePath, go, link } = routerAt(
  location.pathname.startsWith("/village/") ? "/village/sign" : "/field",
);
