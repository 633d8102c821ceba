/** The paths of the terminal's page. */
import { routerAt } from "../../shell/router.ts";

export { idOf } from "../../shell/router.ts";
export const { usePath, go, link } = routerAt("/village");
