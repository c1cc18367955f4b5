/** Fetches the call's part of the application, once: when a visit is near. The page knows the name that the build gave to it. */
export const loadCall = (): Promise<typeof import("../call")> =>
  import(document.querySelector<HTMLMetaElement>('meta[name="portal-call"]')!.content);
