/**
 * The application's entry. What it exports is shared with the parts that are loaded later (`build/later.mjs`): those import it from here
 * instead of bringing it again, and a screen that needs no call pays nothing for dividing.
 */
import "./main";

export { Fragment, h } from "preact";
export { useEffect, useRef, useState } from "preact/hooks";
export { loadDevices } from "./load-visit";
export { useStore } from "./use-store";
export { hubAt } from "../sdk/hub";
export { PortalError, problemOfHub } from "../sdk/problem";
export { call, RestClient } from "../sdk/rest-client";
export { Store } from "../sdk/store";
