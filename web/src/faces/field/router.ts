/** The paths of the phone's page. */
import { routerAt } from "../../shell/router.ts";

export { idOf } from "../../shell/router.ts";
export const { here, usePath, go, link } = routerAt("/field");
