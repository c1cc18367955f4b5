// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { bytes, start, text, type Surroundings } from "../../src/modules/passkey";

const challenge = "-_8AEQ";

const page = (kind: string) => {
  document.body.innerHTML = `
    <p data-passkey-without>No passkeys here.</p>
    <form hidden data-passkey="${kind}" data-begin="/begin" data-unused="Not used." data-failed="Not possible.">
      <input type="hidden" name="Token"><input type="hidden" name="Credential"><p role="alert"></p><button type="submit">Go</button>
    </form>`;
  return document.querySelector("form")!;
};

const buffer = (...values: number[]) => new Uint8Array(values).buffer;

const asserted = { rawId: buffer(1, 2), type: "public-key", response: { clientDataJSON: buffer(3), authenticatorData: buffer(4), signature: buffer(5), userHandle: buffer(6) } };
const created = { rawId: buffer(1, 2), type: "public-key", response: { clientDataJSON: buffer(3), attestationObject: buffer(7), getTransports: () => ["internal"] } };

function around(answer: Response, credentials: object = {}) {
  return {
    credentials: credentials as CredentialsContainer,
    fetch: vi.fn(() => Promise.resolve(answer)),
    goTo: vi.fn(),
    send: vi.fn(),
  } satisfies Surroundings;
}

const json = (value: object, status = 200) => new Response(JSON.stringify(value), { status });
const begun = () => json({ token: "t1", options: { challenge, allowCredentials: [{ id: challenge, type: "public-key" }] } });
const press = (form: HTMLFormElement) => form.dispatchEvent(new Event("submit", { cancelable: true }));
const field = (form: HTMLFormElement, name: string) => (form.elements.namedItem(name) as HTMLInputElement).value;
const alertOf = (form: HTMLFormElement) => form.querySelector("[role=alert]")!.textContent;

beforeEach(() => (document.body.innerHTML = ""));

describe("a passkey's form", () => {
  it("is not shown where the browser knows no passkeys", () => {
    const form = page("get");
    start(document, { ...around(begun()), credentials: undefined });
    expect(form.hidden).toBe(true);
    expect(document.querySelector<HTMLElement>("[data-passkey-without]")!.hidden).toBe(false);
  });

  it("asks for the challenge, lets the browser answer and is sent with the answer", async () => {
    const form = page("get");
    const get = vi.fn((_: CredentialRequestOptions) => Promise.resolve(asserted));
    const world = around(begun(), { get });
    start(document, world);
    expect(form.hidden).toBe(false);
    press(form);
    await vi.waitFor(() => expect(world.send).toHaveBeenCalledWith(form));
    expect(world.fetch).toHaveBeenCalledWith("/begin", expect.objectContaining({ method: "POST" }));
    const asked = get.mock.calls[0]![0].publicKey!;
    expect(text(asked.challenge as ArrayBuffer)).toBe(challenge);
    expect(text(asked.allowCredentials![0]!.id as ArrayBuffer)).toBe(challenge);
    expect(field(form, "Token")).toBe("t1");
    expect(JSON.parse(field(form, "Credential"))).toEqual({
      id: "AQI",
      rawId: "AQI",
      type: "public-key",
      clientExtensionResults: {},
      response: { clientDataJSON: "Aw", authenticatorData: "BA", signature: "BQ", userHandle: "Bg" },
    });
  });

  it("makes a new passkey where it is one for adding", async () => {
    const form = page("create");
    const create = vi.fn((_: CredentialCreationOptions) => Promise.resolve(created));
    const world = around(json({ token: "t2", options: { challenge, user: { id: challenge, name: "n", displayName: "d" } } }), { create });
    start(document, world);
    press(form);
    await vi.waitFor(() => expect(world.send).toHaveBeenCalled());
    expect(text(create.mock.calls[0]![0].publicKey!.user.id as ArrayBuffer)).toBe(challenge);
    expect(JSON.parse(field(form, "Credential")).response).toEqual({ clientDataJSON: "Aw", attestationObject: "Bw", transports: ["internal"] });
  });

  it("says so where the person closes the browser's window, and can be sent again", async () => {
    const form = page("get");
    const world = around(begun(), { get: () => Promise.reject(new DOMException("no", "NotAllowedError")) });
    start(document, world);
    press(form);
    press(form);
    await vi.waitFor(() => expect(alertOf(form)).toBe("Not used."));
    expect(world.fetch).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(form.ariaBusy).toBe("false"));
    press(form);
    expect(world.fetch).toHaveBeenCalledTimes(2);
    expect(world.send).not.toHaveBeenCalled();
  });

  it("leads to a new proof where the old one is too old", async () => {
    const form = page("create");
    const world = around(json({ reason: "reauth" }, 403));
    start(document, world);
    press(form);
    await vi.waitFor(() => expect(world.goTo).toHaveBeenCalledWith("/confirm?ReturnUrl=%2F"));
  });

  it("leads to the sign-in where the session is over", async () => {
    const form = page("get");
    const world = around(json({}, 401));
    start(document, world);
    press(form);
    await vi.waitFor(() => expect(world.goTo).toHaveBeenCalledWith(window.location.href));
  });

  it("says that it is not possible where the portal says no", async () => {
    const form = page("get");
    start(document, around(json({}, 429)));
    press(form);
    await vi.waitFor(() => expect(alertOf(form)).toBe("Not possible."));
  });
});

it("bytes go there and back, with the letters that addresses may hold", () => {
  expect([...bytes(challenge)]).toEqual([251, 255, 0, 17]);
  expect(text(bytes(challenge).buffer)).toBe(challenge);
});
