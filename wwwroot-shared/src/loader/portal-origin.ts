/** The portal's origin: where this script was loaded from. */
export const portal = new URL(import.meta.url).origin;
