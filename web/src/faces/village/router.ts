/** The paths of the director's screens: of the terminal's page, or below the board that the phone's page has. */
import { routerAt } from "../../shell/router.ts";

export { idOf } from "../../shell/router.ts";

/** Whether the screens stand on the director's own phone and not on the terminal, where villagers look on. */
export const onPhone = location.pathname.startsWith("/field/");
export const { here, usePath, go, link } = routerAt(onPhone ? "/field/board" : "/village");
