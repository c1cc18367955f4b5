import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { PortalChat } from "../sdk/portal-chat";
import type { Texts } from "./texts";

/** What every part of the screen may need. */
export interface Surroundings {
  readonly chat: PortalChat;
  readonly texts: Texts;
}

export const Around = createContext<Surroundings>(null as unknown as Surroundings);
export const useAround = (): Surroundings => useContext(Around);
