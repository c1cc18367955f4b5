// Passkeys on the pages that the request draws (PasskeyForm.razor): a button, the browser's own window, and the form goes on its way.
//
// A form with `data-passkey` is "create" or "get"; it is shown only where the browser knows passkeys. When it is sent without a credential, the
// challenge is asked for at `data-begin`, the browser answers it, and the form is sent with `Token` and `Credential` filled in. What the browser
// makes is written as JSON by us: some password managers' credentials have no toJSON of their own.

/** The challenge as the portal gives it; the options are WebAuthn's own JSON, its bytes in base64url. */
interface Begun {
  readonly token: string;
  readonly options: OptionsJson;
}

interface DescriptorJson {
  readonly id: string;
  readonly type: "public-key";
  readonly transports?: AuthenticatorTransport[];
}

interface OptionsJson {
  readonly challenge: string;
  readonly user?: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly allowCredentials?: readonly DescriptorJson[];
  readonly excludeCredentials?: readonly DescriptorJson[];
}

/** What the pages are, for tests: where the browser goes, and what it can. */
export interface Surroundings {
  readonly credentials: CredentialsContainer | undefined;
  readonly fetch: typeof fetch;
  readonly goTo: (address: string) => void;
  readonly send: (form: HTMLFormElement) => void;
}

const here: Surroundings = {
  credentials: "PublicKeyCredential" in window ? navigator.credentials : undefined,
  fetch: (...request) => window.fetch(...request),
  goTo: (address) => window.location.assign(address),
  send: (form) => form.submit(),
};

/** Shows the forms of this page and listens to them; without passkeys the page stays as it is. */
export function start(page: ParentNode = document, around: Surroundings = here): void {
  const { credentials } = around;
  if (!credentials) return;
  for (const without of page.querySelectorAll<HTMLElement>("[data-passkey-without]")) without.hidden = true;
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    if (!form.hidden) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void answer(form, credentials, around);
    });
  }
}

async function answer(form: HTMLFormElement, credentials: CredentialsContainer, around: Surroundings): Promise<void> {
  // Not the button's own "disabled": that would take the keyboard's focus away from it.
  const isUnderWay = form.ariaBusy === "true";
  if (isUnderWay) return;
  form.ariaBusy = "true";
  say(form, "");
  try {
    const response = await around.fetch(form.dataset["begin"] ?? "", { method: "POST", headers: { "X-Portal-Request": "1" } });
    if (!response.ok) return await refused(form, response, around);
    const { token, options } = (await response.json()) as Begun;
    const made = await (form.dataset["passkey"] === "create"
      ? credentials.create({ publicKey: ofBytes(options) as unknown as PublicKeyCredentialCreationOptions })
      : credentials.get({ publicKey: ofBytes(options) as unknown as PublicKeyCredentialRequestOptions }));
    if (!made) return say(form, form.dataset["unused"]);
    fill(form, "Token", token);
    fill(form, "Credential", JSON.stringify(toJson(made as PublicKeyCredential)));
    around.send(form);
  } catch (error) {
    // Closed, timed out, none there, or this one is known already: the browser has said which, and tells pages no more.
    say(form, error instanceof DOMException ? form.dataset["unused"] : form.dataset["failed"]);
  } finally {
    form.ariaBusy = "false";
  }
}

/** A proof that is too old leads to the page that asks for a new one; a session that is over, to the sign-in. */
async function refused(form: HTMLFormElement, response: Response, around: Surroundings): Promise<void> {
  const { reason } = (await response.json().catch(() => ({}))) as { reason?: string };
  if (reason === "reauth") around.goTo(`/confirm?ReturnUrl=${encodeURIComponent(window.location.pathname)}`);
  else if (response.status === 401) around.goTo(window.location.href);
  else say(form, form.dataset["failed"]);
}

function say(form: HTMLFormElement, words: string | undefined): void {
  const place = form.querySelector("[role=alert]");
  if (place) place.textContent = words ?? "";
}

function fill(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}

function ofBytes(options: OptionsJson): object {
  const descriptors = (list: readonly DescriptorJson[] | undefined) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.allowCredentials && { allowCredentials: descriptors(options.allowCredentials) }),
    ...(options.excludeCredentials && { excludeCredentials: descriptors(options.excludeCredentials) }),
  };
}

function toJson(made: PublicKeyCredential): object {
  const { response } = made;
  const parts =
    "attestationObject" in response
      ? { attestationObject: text((response as AuthenticatorAttestationResponse).attestationObject), transports: transports(response as AuthenticatorAttestationResponse) }
      : asserted(response as AuthenticatorAssertionResponse);
  return {
    id: text(made.rawId),
    rawId: text(made.rawId),
    type: made.type,
    clientExtensionResults: {},
    response: { clientDataJSON: text(response.clientDataJSON), ...parts },
  };
}

function asserted({ authenticatorData, signature, userHandle }: AuthenticatorAssertionResponse): object {
  return { authenticatorData: text(authenticatorData), signature: text(signature), ...(userHandle && { userHandle: text(userHandle) }) };
}

/** Not in every browser that makes passkeys. */
const transports = (response: AuthenticatorAttestationResponse): string[] => (typeof response.getTransports === "function" ? response.getTransports() : []);

/** Base64url, without padding. */
export function text(buffer: ArrayBuffer): string {
  let binary = "";
  for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  const result = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) result[i] = binary.charCodeAt(i);
  return result;
}

start();
