import type { PortalChat } from "../sdk/portal-chat";

/** What each of these is given. */
export interface ExtraProps {
  readonly chat: PortalChat;
  readonly locale: string;
}
